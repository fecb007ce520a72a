"""Whether a question stands in a benchmark: an index of word n-grams, whole texts and number-masked templates."""
