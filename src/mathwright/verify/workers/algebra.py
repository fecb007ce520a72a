"""The program of a worker that compares answers: ``python -m mathwright.verify.workers.algebra``.

Apart from ``serve``, so that whoever serves something else does not load the algebra systems.
"""

from __future__ import annotations

import sys

from mathwright.verify.workers.decide import decided
from mathwright.verify.workers.serve import main

if __name__ == "__main__":
    sys.exit(main(decided))
