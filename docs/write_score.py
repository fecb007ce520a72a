"""Write verify/cases/score.json: how the checker does on its shipped cases.

python docs/write_score.py
"""

from pathlib import Path

import mathwright.verify
from mathwright.records import CheckerScore
from mathwright.verify.self_test import score_of, self_test

TARGET = Path(mathwright.verify.__file__).with_name("cases") / "score.json"


def main() -> None:
    """Run the cases and write the score."""
    score: CheckerScore = score_of(self_test())
    TARGET.write_text(score.model_dump_json(indent=2) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {score.right} of {score.cases} right, {score.near_called_equal} near-misses called equal")


if __name__ == "__main__":
    main()
