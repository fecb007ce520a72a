"""Whether two answers are the same, three-valued; what a reply answers; votes by class; worked solutions checked."""
