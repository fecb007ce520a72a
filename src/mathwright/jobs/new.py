"""Files to start from."""

from __future__ import annotations

from pathlib import Path

from mathwright.errors import StorageError, UsageError
from mathwright.jobs.toml import toml_value
from mathwright.recipes.catalog import RECIPES

RUN_FILE = """\
# A run of mathwright: mathwright make {name}
# Everything above [how] decides what is made; [how] does not.

recipe = "{recipe}"
accepted = 1000      # how many new problems are wanted
run_seed = 7         # another number gives other problems

[seeds]              # one of: shipped, path, hub
shipped = true
# path = "train.jsonl"
# format = "gsm8k"                              # default: recognised from the rows
# columns = {{ question = "q", answer = "gold" }} # for plain files
# skip_bad_rows = true                          # count bad rows and go on

[roles.author]
teacher = "symbolic" # programs read from annotated solutions: no model, no key, no network

[options]            # the recipe's own, with their defaults
{options}

[admit]
against = []         # files of problems that must not come back: ["test.jsonl"]
# cap_per_template = 20

[how]
workspace = "mathwright-workspace"
# workers = 2        # default: all cores
"""


def write_run_file(path: Path, recipe: str) -> Path:
    """Write a commented run file for ``recipe`` at ``path``.

    Raises UsageError where the recipe is unknown or the file exists.
    """
    if recipe not in RECIPES:
        raise UsageError(f'unknown recipe "{recipe}"; known: {", ".join(sorted(RECIPES))}')
    text = RUN_FILE.format(name=path, recipe=recipe, options=_options(recipe))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path}: exists already; name another file") from None
    except OSError as fault:
        raise StorageError(f"{path}: cannot be written: {fault.strerror}") from None
    return path


def _options(recipe: str) -> str:
    defaults = RECIPES[recipe].config_type().model_dump(mode="json")
    return "\n".join(f"# {name} = {toml_value(value)}" for name, value in defaults.items() if value is not None)
