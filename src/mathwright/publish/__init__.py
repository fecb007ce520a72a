"""What leaves the house: published columns, datasets on disk, the report page."""
