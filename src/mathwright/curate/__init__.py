"""What may enter a dataset: duplicates, caps, splits by parent, spread of responses."""
