"""The recipes there are, by name."""

from mathwright.recipes.math2 import MATH2
from mathwright.recipes.mathscale import MATHSCALE
from mathwright.recipes.mugglemath import MUGGLEMATH
from mathwright.recipes.recipe import Recipe

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in (MATH2, MATHSCALE, MUGGLEMATH)}
"""Name, as in a run file's ``recipe``, to recipe."""
