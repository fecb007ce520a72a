"""The workspace on disk (runs, outcomes, shards) and the file forms rows travel in."""
