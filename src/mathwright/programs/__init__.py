"""Computation graphs of worked problems: read them, run them, and make new problems from them."""
