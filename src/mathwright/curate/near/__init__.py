"""Which texts are almost the same: word shingles, sketches, bands, and the exact similarity of what they propose."""
