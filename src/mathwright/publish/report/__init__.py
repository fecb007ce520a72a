"""The report of a run: its data, its figures, its page."""
