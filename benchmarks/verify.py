"""How fast answers are checked, how often without sympy, and how the verdicts compare with math-verify's.

python benchmarks/verify.py --quick
python benchmarks/verify.py --json verify.json --show 20        # list verdicts that differ from math-verify's
python benchmarks/verify.py --agreement                         # 5,276 real outputs against their is_correct
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rows import Row, Table
from verify_pairs import Pair, data_folder, graded_pairs, instruct_pairs, rambling_pairs

from mathwright.verify.extract import extract
from mathwright.verify.policy import check

BATCH = 50
"""Pairs that one side checks before it is the other's turn, so that both meet the same load of the machine."""
BY_ALGEBRA = frozenset(("sympy", "math-verify"))


@dataclass(slots=True)
class Side:
    """What one checker said, and how long it took."""

    states: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def rate(self) -> float:
        """Pairs a second."""
        return len(self.seconds) / max(sum(self.seconds), 1e-9)

    def ms(self, share: float) -> float:
        """The time below which this share of the pairs stays."""
        return 1_000 * sorted(self.seconds)[min(int(share * len(self.seconds)), len(self.seconds) - 1)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=data_folder(), help="folder with gsm8k/, math/ and graded/")
    parser.add_argument("--quick", action="store_true", help="400 pairs a set instead of 2,000")
    parser.add_argument("--pairs", type=int, help="pairs a set")
    parser.add_argument("--alone", action="store_true", help="leave math-verify out")
    parser.add_argument("--show", type=int, default=0, help="list so many verdicts that differ from math-verify's")
    parser.add_argument("--agreement", action="store_true", help="agreement with is_correct, and each disagreement")
    parser.add_argument("--run-seed", type=int, default=7)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    if not (asked.data / "math").is_dir():
        print(f"no data at {asked.data}: set MATHWRIGHT_DATA to a folder with gsm8k/, math/ and graded/")
        return
    table = Table()
    if asked.agreement:
        agreement(table, graded_pairs(asked.data))
    else:
        size = asked.pairs or (400 if asked.quick else 2_000)
        measure(table, size, asked)
    table.write(asked.json)


def measure(table: Table, size: int, asked: argparse.Namespace) -> None:
    """The three sets, ours and theirs."""
    sets: tuple[tuple[str, Callable[[], list[Pair]], float], ...] = (
        ("GSM8K, real outputs", lambda: graded_pairs(asked.data), 10),
        ("MATH, boxed", lambda: instruct_pairs(asked.data, asked.run_seed), 10),
        ("MATH, cut or rambling", lambda: rambling_pairs(asked.data, asked.run_seed), 4),
    )
    theirs = None if asked.alone else math_verify()
    check("1", "2")
    check("\\sin(x)^2+\\cos(x)^2", "1")  # the worker has started
    for name, pairs_of, goal in sets:
        pairs = Random(f"{asked.run_seed}:{name}").sample(pairs := pairs_of(), min(size, len(pairs)))
        ours, other = side_by_side(pairs, theirs)
        report(table, name, ours)
        if theirs is not None:
            table.add(Row(f"{name}: math-verify", other.rate(), "pairs/s", n=len(pairs)))
            table.add(Row(f"{name}: times as fast", ours.rate() / other.rate(), "x", goal, n=len(pairs)))
            compare(table, name, pairs, ours, other, asked.show)


def side_by_side(pairs: Sequence[Pair], theirs: Callable[[Pair], bool] | None) -> tuple[Side, Side]:
    """Both sides over the same pairs, in turns."""
    ours, other = Side(), Side()
    for start in range(0, len(pairs), BATCH):
        for pair in pairs[start : start + BATCH]:
            begin = time.perf_counter()
            verdict = check(pair.gold, pair.reply)
            ours.seconds.append(time.perf_counter() - begin)
            ours.states.append(verdict.state)
            ours.rules.append(verdict.rule)
        for pair in pairs[start : start + BATCH] if theirs else ():
            begin = time.perf_counter()
            other.states.append("equal" if theirs and theirs(pair) else "different")
            other.seconds.append(time.perf_counter() - begin)
    return ours, other


def math_verify() -> Callable[[Pair], bool]:
    """math-verify as its README uses it: gold between dollar signs, default configurations and time-outs."""
    from math_verify import parse, verify  # noqa: PLC0415 - slow to load, and not always wanted

    logging.getLogger("math_verify").setLevel(logging.CRITICAL)

    def verdict(pair: Pair) -> bool:
        return bool(verify(parse(f"${pair.gold}$"), parse(pair.reply)))

    return verdict


def report(table: Table, name: str, ours: Side) -> None:
    """Our own figures on one set."""
    n = len(ours.states)
    states = Counter(ours.states)
    plain = sum(
        state != "undecided" and rule not in BY_ALGEBRA for state, rule in zip(ours.states, ours.rules, strict=True)
    )
    table.add(Row(f"{name}: mathwright", ours.rate(), "pairs/s", n=n))
    table.add(Row(f"{name}: decided without sympy", plain / n, "share", n=n))
    table.add(Row(f"{name}: undecided", states["undecided"] / n, "share", n=n))
    table.add(Row(f"{name}: median", ours.ms(0.5), "ms", n=n))
    table.add(Row(f"{name}: p99", ours.ms(0.99), "ms", 10, True, n))
    table.add(Row(f"{name}: worst", ours.ms(1), "ms", 1_000, True, n))


def compare(table: Table, name: str, pairs: Sequence[Pair], ours: Side, other: Side, show: int) -> None:
    """How often both sides say the same where ours decides, and pairs where they do not."""
    both = list(zip(pairs, ours.states, ours.rules, other.states, strict=True))
    decided = [entry for entry in both if entry[1] != "undecided"]
    differing = [entry for entry in decided if entry[1] != entry[3]]
    table.add(Row(f"{name}: same verdict where decided", 1 - len(differing) / max(len(decided), 1), "share"))
    for (mine, theirs, rule), count in Counter((one, two, rule) for _, one, rule, two in differing).most_common():
        print(f"    {count:5}  ours {mine} ({rule}), theirs {theirs}")
    open_pairs = [entry for entry in both if entry[1] == "undecided"]
    for (rule, theirs), count in Counter((rule, two) for _, _, rule, two in open_pairs).most_common(12):
        print(f"    {count:5}  ours undecided ({rule}), theirs {theirs}")
    for pair, mine, rule, theirs in (differing + [entry for entry in open_pairs if entry[3] == "equal"])[:show]:
        taken = extract(pair.reply)
        print(f"    {pair.made} {pair.row}: gold {pair.gold!r}, taken {taken.answer!r} ({taken.place})")
        print(f"        ours {mine} ({rule}), theirs {theirs}; the reply ends {pair.reply[-90:]!r}")


def agreement(table: Table, pairs: Sequence[Pair]) -> None:
    """Our verdicts on real outputs against what their publishers say; each disagreement is printed as JSON."""
    ours, _ = side_by_side(pairs, None)
    judged = list(zip(pairs, ours.states, ours.rules, strict=True))
    apart = [(pair, state, rule) for pair, state, rule in judged if (state == "equal") != pair.right]
    undecided = [(pair, state, rule) for pair, state, rule in judged if state == "undecided"]
    n = len(pairs)
    table.add(Row("GSM8K outputs: agreement with is_correct", 1 - len(apart) / n, "share", 0.995, n=n))
    table.add(Row("GSM8K outputs: the same, undecided counted against us", _strict(judged), "share", 0.995, n=n))
    table.add(Row("GSM8K outputs: undecided", len(undecided) / n, "share", n=n))
    report(table, "GSM8K outputs", ours)
    for pair, state, rule in apart + undecided:
        taken = extract(pair.reply)
        shown = {"row": pair.row, "model": pair.model, "gold": pair.gold, "taken": taken.answer, "place": taken.place}
        print(json.dumps(shown | {"verdict": state, "rule": rule, "is_correct": pair.right, "end": pair.reply[-160:]}))


def _strict(judged: Sequence[tuple[Pair, str, str]]) -> float:
    right = sum(state == ("equal" if pair.right else "different") for pair, state, _ in judged)
    return right / len(judged)


if __name__ == "__main__":
    main()
