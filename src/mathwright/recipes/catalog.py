"""The recipes there are, by name."""

from mathwright.recipes.mugglemath import MUGGLEMATH
from mathwright.recipes.recipe import Recipe

RECIPES: dict[str, Recipe] = {MUGGLEMATH.name: MUGGLEMATH}
"""Name, as in a run file's ``recipe``, to recipe."""
