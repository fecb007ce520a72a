"""An answer's text read as data: numbers, formulas, sets, intervals, units, dates, words."""
