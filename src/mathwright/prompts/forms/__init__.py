"""The forms of replies: what a model is asked to write, how it is read, and how a record is written in it."""
