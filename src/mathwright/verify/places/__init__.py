"""Where a reply says its answer: boxes, marks, phrases, and how its text closes."""
