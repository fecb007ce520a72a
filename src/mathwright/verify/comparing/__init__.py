"""Answers that were read, compared by kind."""
