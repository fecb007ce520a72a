"""What the rest of the checker asks of exact arithmetic, in one place."""

from mathwright.verify.exact.decide import compare_values, value_known
from mathwright.verify.exact.linear import Proportion, cancelled, linear_in, proportional
from mathwright.verify.exact.poles import surely_undefined
from mathwright.verify.exact.values import is_number, order, rounded, sign_of, value_of

__all__ = [
    "Proportion",
    "cancelled",
    "compare_values",
    "is_number",
    "linear_in",
    "order",
    "proportional",
    "rounded",
    "sign_of",
    "surely_undefined",
    "value_known",
    "value_of",
]
