"""Readers that turn files, hub data sets and the shipped files into seed problems."""
