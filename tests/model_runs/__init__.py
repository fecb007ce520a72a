"""Whole runs of the three recipes, asked over real sockets of the hostile server."""
