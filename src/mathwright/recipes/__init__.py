"""Recipes: one file for each published method, over the same records."""
