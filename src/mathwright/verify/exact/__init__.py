"""Whether two formulas have one value: exact arithmetic, intervals that prove a difference."""
