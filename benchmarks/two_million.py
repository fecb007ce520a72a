"""Two million verified problems from GSM8K train with the symbolic teacher: time, memory, and what the dataset holds.

    python benchmarks/two_million.py --json two_million.json
    python benchmarks/two_million.py --sizes 20000 --json small.json
    python benchmarks/two_million.py --quick

For each size, the commands a user types: ``mathwright make`` for each of the three recipes in a fresh workspace, and
``mathwright curate`` to join what they made into one Parquet dataset without near-duplicates, kept apart from the test
sets of GSM8K and MATH; of the shipped seed problems, from some of their own questions with other numbers.  Then the
dataset is counted again from its Parquet, its repetitions sought a second way and every solution executed by the second
route, outside the time that is measured.  The plot of cost against size lies beside the JSON.

Exit status 1 where the dataset is not as it must be; time, memory and reach are only printed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from math import ceil
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from processes import Cost, Ran, run, run_together, size
from rows import Row, Table, default_seeds
from scaling import write_plot
from two_million_checks import Found, check

from mathwright.curate.twins import IN_AGAINST
from mathwright.seeds.shipped import shipped_seeds

MATHWRIGHT = [sys.executable, "-m", "mathwright"]
SIZES = (20_000, 200_000, 2_000_000)
QUICK = 1_500
CAP = 50
NEAR = 0.9
"""Word 3-gram similarity of masked questions from which on one repeats the other."""
SPARE = 1.02
"""What the runs make for each problem wanted: some repeat a problem of another run."""
PARTIAL = 3
"""Exit code of a run that ended before it had what was wanted."""
WALL_S, PEAK_BYTES = 25 * 60, 4 * 2**30
"""Of the largest size."""
LEAST_TEMPLATES, LEAST_PARENTS, MOST_OF_A_KIND, LEAST_COMBINED = 40_000, 0.6, 0.3, 0.5
CURATE_BYTES = 1_300
"""Greatest memory of ``curate`` for a further problem.  The runs have no bound: they remember every template."""
BARRED, VARIANTS = 8, 6
"""Of the shipped seed problems one in so many is kept out, with so many choices of numbers each."""
LINEAR = 1.15
"""Greatest cost a problem, as a multiple of that at the size before."""
RUN_FILE = """recipe = "{recipe}"
accepted = {accepted}
run_seed = 7
[seeds]
{seeds}
[options]
{options}
[admit]
against = {against}
cap_per_template = {cap}
near = {near}
"""


@dataclass(frozen=True)
class Share:
    """A recipe's part of the dataset."""

    recipe: str
    part: float
    options: str


OFTEN = {"change_numbers": 1, "fractions": 2, "condition": 3, "complicate": 4, "backward": 2}
"""How often each kind is asked for in a sweep: as often as a seed problem has rewrites of it to give."""
KINDS = [kind for kind, times in OFTEN.items() for _ in range(times)]
SHARES = (
    Share("mugglemath", 0.42, f"kinds = {json.dumps(KINDS)}\nresponses = 1"),
    Share("math2", 0.295, "draws = 50\nexemplars = 10\nsolutions = 1\nvotes = 1"),
    Share("mathscale", 0.285, "draws = 50\nreferences = 1\nkp_steps = [1, 3]"),
)


@dataclass(frozen=True)
class Size:
    """What one size took and gave."""

    wanted: int
    seeds: int
    """Seed problems that the runs read."""
    make: Cost
    """Of the runs side by side."""
    curate: Cost
    barred: int
    """Problems refused because of a file to keep apart from."""
    disk: int
    found: Found

    @property
    def cost(self) -> Cost:
        """Of all commands."""
        return self.make.then(self.curate)


def main() -> None:
    """Measure, check and print; exit status 1 where the dataset is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, help="seed problems; default: GSM8K train where it is, else the shipped")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="at most 60 s: few problems, of the shipped seed problems")
    parser.add_argument("--keep", type=Path, help="keep the datasets in this directory")
    asked = parser.parse_args()
    seeds = None if asked.quick else asked.seeds or default_seeds()
    table, sizes, broken = Table(), list[Size](), list[str]()
    for wanted in [QUICK] if asked.quick else sorted(asked.sizes):
        with tempfile.TemporaryDirectory() as place:
            sizes.append(made(table, seeds, wanted, asked.keep / str(wanted) if asked.keep else Path(place)))
        tell(table, sizes, of_goal=wanted == SIZES[-1])
        broken += [one.name for one in as_it_must_be(table, sizes[-1], barred_for_sure=seeds is None) if not one.met]
    table.write(asked.json)
    if asked.json and len(sizes) > 1:
        told = {
            "CPU seconds, all processes": [(one.wanted, one.cost.cpu_s) for one in sizes],
            "wall seconds": [(one.wanted, one.cost.wall_s) for one in sizes],
        }
        print(write_plot(told, "Cost against size", asked.json.with_suffix(".svg")))
    sys.exit(f"not as it must be: {'; '.join(broken)}" if broken else 0)


def made(table: Table, seeds: Path | None, wanted: int, place: Path) -> Size:
    """Make, join and check a dataset of at least ``wanted`` problems below ``place``."""
    place.mkdir(parents=True, exist_ok=True)
    against = against_of(seeds, place)
    commands = [command(share, seeds, against, wanted, place) for share in SHARES]
    # Side by side, one worker each: where one run's main process writes, another's worker still computes.
    made_of, cost = run_together(commands, partial=PARTIAL)
    refused = sum(
        (told_of(table, share, one, wanted) for share, one in zip(SHARES, made_of, strict=True)), Counter[str]()
    )
    read = max(json.loads(one.told)["seeds"] for one in made_of)
    joined = [str(place / share.recipe / "accepted.parquet") for share in SHARES]
    apart = [word for path in against for word in ("--against", str(path))]
    how = ["--cap-per-template", str(CAP), "--near", str(NEAR), "--to", str(place / "joined"), "--json"]
    ran = run([*MATHWRIGHT, "curate", *joined, *apart, *how])
    row(table, wanted, "curate: CPU", 1e6 * ran.cost.cpu_s / wanted, "us a problem")
    dropped: dict[str, int] = json.loads(ran.told)["dropped"]
    refused.update(dropped)
    print(f"  dropped: {dropped}")
    barred = sum(refused[reason] for reason in refused if "against file" in reason or IN_AGAINST in reason)
    joint = sorted(Path(json.loads(ran.told)["dataset"]).glob("*.parquet"))
    return Size(wanted, read, cost, ran.cost, barred, size(place), check(joint, seeds, against))


def against_of(seeds: Path | None, place: Path) -> list[Path]:
    """The files to keep apart from: the test sets beside the seed problems, or one made of the shipped ones."""
    if seeds is not None:
        return [seeds.parent / "test.jsonl", seeds.parent.parent / "math" / "test.jsonl"]
    barred = place / "against.jsonl"
    questions = (seed.question for at, seed in enumerate(shipped_seeds()) if at % BARRED == 0)
    told = (with_more(question, more) for question in questions for more in range(1, VARIANTS + 1))
    barred.write_text("".join(json.dumps({"question": question}) + "\n" for question in told), "utf-8")
    return [barred]


def with_more(question: str, more: int) -> str:
    """The question with every number in digits so much greater."""
    return re.sub(r"\d+", lambda number: str(int(number[0]) + more), question)


def command(share: Share, seeds: Path | None, against: list[Path], wanted: int, place: Path) -> list[str]:
    """The ``mathwright make`` that makes a recipe's part, its run file written."""
    run_file = place / f"{share.recipe}.toml"
    run_file.write_text(
        RUN_FILE.format(
            recipe=share.recipe,
            accepted=accepted_of(share, wanted),
            seeds=f'path = "{seeds}"' if seeds else "shipped = true",
            options=share.options,
            against=json.dumps([str(path) for path in against]),
            cap=CAP,
            near=NEAR,
        )
    )
    to = ["--workspace", str(place / f"{share.recipe}-workspace"), "--to", str(place / share.recipe)]
    return [*MATHWRIGHT, "make", str(run_file), *to, "--workers", "1", "--json"]


def accepted_of(share: Share, wanted: int) -> int:
    """The problems asked for of one recipe."""
    return ceil(SPARE * share.part * wanted)


def told_of(table: Table, share: Share, ran: Ran, wanted: int) -> Counter[str]:
    """Print what one run cost and where it stopped short; what it refused, by reason."""
    accepted = accepted_of(share, wanted)
    published = json.loads(ran.told)["published"]
    rows = published["rows"]
    row(table, wanted, f"{share.recipe}: rows", rows, f"of {accepted:,}")
    row(table, wanted, f"{share.recipe}: wall", ran.cost.wall_s, "s")
    row(table, wanted, f"{share.recipe}: CPU", 1_000 * ran.cost.cpu_s / max(rows, 1), "ms a problem")
    row(table, wanted, f"{share.recipe}: peak memory", ran.cost.peak_bytes / 2**20, "MiB")
    if ran.code == PARTIAL:
        print(f"  {share.recipe} stopped at {rows:,} of {accepted:,}: {published['ending']}")
    print(f"  refused most: {dict(list(published['refused'].items())[:6])}")
    return Counter(published["refused"])


def tell(table: Table, sizes: list[Size], of_goal: bool) -> None:
    """Print time, memory and reach of the latest size; the goals of time and memory are those ``of_goal``."""
    here, found = sizes[-1], sizes[-1].found
    wanted, cost = here.wanted, here.cost
    row(table, wanted, "problems in the dataset", found.rows, "rows", wanted)
    row(table, wanted, "wall", cost.wall_s, "s", WALL_S if of_goal else None, at_most=True)
    row(table, wanted, "peak memory, all processes", cost.peak_bytes / 2**20, "MiB", PEAK_BYTES / 2**20, at_most=True)
    row(table, wanted, "curate: peak memory", here.curate.peak_bytes / 2**20, "MiB")
    row(table, wanted, "CPU", cost.cpu_s, "s")
    row(table, wanted, "disk, workspaces and datasets", here.disk / found.rows / 1_000, "kB a problem")
    if len(sizes) > 1:
        tell_growth(table, sizes[-2], here, of_goal)
    row(table, wanted, "templates", found.templates, "templates", LEAST_TEMPLATES if of_goal else None)
    row(table, wanted, "seed problems that are parents", found.parents / here.seeds, "of all", LEAST_PARENTS)
    print(f"  seed problems of which nothing was made: {found.barren.total()}, {dict(found.barren.most_common())}")
    print(f"  kinds: {found.kinds}; recipes: {found.recipes}; faults: {dict(found.faults)}")
    print(f"  repetitions: {dict(found.contaminated)}; near: {found.near[:2]}")


def tell_growth(table: Table, before: Size, here: Size, of_goal: bool) -> None:
    """Print what a problem costs more than at the size before, and what memory a further one takes."""
    growth = (here.cost.cpu_s / here.found.rows) / (before.cost.cpu_s / before.found.rows)
    row(table, here.wanted, "CPU a problem, of that at the size before", growth, "times", LINEAR, at_most=True)
    further = here.found.rows - before.found.rows
    for name, more, goal in (
        ("make", here.make.peak_bytes - before.make.peak_bytes, None),
        ("curate", here.curate.peak_bytes - before.curate.peak_bytes, CURATE_BYTES if of_goal else None),
    ):
        row(table, here.wanted, f"{name}: peak memory a further problem", more / further, "bytes", goal, at_most=True)


def as_it_must_be(table: Table, here: Size, barred_for_sure: bool) -> list[Row]:
    """Print what the dataset must be like, whatever it took; ``barred_for_sure``: some problems had to be refused."""
    wanted, found = here.wanted, here.found
    kind, most = max(found.kinds.items(), key=lambda one: one[1])
    combined = sum(found.recipes.get(name, 0) for name in ("math2", "mathscale"))
    faults, repeated = found.faults.total(), found.contaminated.total()
    most_rows, sampled = found.most_of_a_template, found.sampled
    least_barred = 1 if barred_for_sure else None
    rows = [
        row(table, wanted, "rows of one template, most", most_rows, "rows", CAP, at_most=True),
        row(table, wanted, "questions that repeat another", found.repeated, "rows", 0, at_most=True),
        row(table, wanted, "templates near to another", len(found.near), "of a sample", 0, at_most=True, n=sampled),
        row(table, wanted, "questions that repeat a benchmark's", repeated, "rows", 0, at_most=True),
        row(table, wanted, "problems refused for a benchmark", here.barred, "problems", least_barred),
        row(table, wanted, f"most frequent kind ({kind})", most / found.rows, "of rows", MOST_OF_A_KIND, at_most=True),
        row(table, wanted, "math2 and mathscale together", combined / found.rows, "of rows", LEAST_COMBINED),
        row(table, wanted, "wrong by the second route", faults, "faults", 0, at_most=True, n=found.solutions),
    ]
    return [one for one in rows if one.goal is not None]


def row(
    table: Table,
    wanted: int,
    name: str,
    value: float,
    unit: str,
    goal: float | None = None,
    at_most: bool = False,
    n: int | None = None,
) -> Row:
    """One figure of one size, printed."""
    added = Row(f"{wanted:,}: {name}", round(value, 4), unit, goal, at_most, n or wanted)
    table.add(added)
    return added


if __name__ == "__main__":
    main()
