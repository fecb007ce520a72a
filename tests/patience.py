"""How long a hostile input may take in a test: what is measured exactly stands in benchmarks/, not here."""

RUNAWAY_S = 5.0
"""Seconds. Ten times and more what these inputs take on an idle machine, and far less than one that runs away."""
