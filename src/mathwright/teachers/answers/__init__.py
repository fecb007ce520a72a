"""What the symbolic teacher answers to each type of prompt: one module a recipe."""
