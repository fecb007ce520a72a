"""Files to start from."""

from __future__ import annotations

from pathlib import Path

from mathwright.errors import StorageError, UsageError
from mathwright.jobs.toml import toml_value
from mathwright.recipes.catalog import RECIPES
from mathwright.teachers.providers.catalog import PROVIDERS

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

{roles}

[options]            # the recipe's own, with their defaults
{options}

[admit]
against = []         # files of problems that must not come back: ["test.jsonl"]
# cap_per_template = 20

[how]
workspace = "mathwright-workspace"
# workers = 2        # default: all cores
"""

SYMBOLIC = """\
[roles.author]
teacher = "symbolic" # programs read from annotated solutions: no model, no key, no network

# For a language model in its place (docs/models.md has more):
# [roles.author]
# teacher = "model"
# model = "gpt-5.4-mini"
# base_url = "http://localhost:8000/v1"         # default: OPENAI_BASE_URL, or the provider's own
# api_key_env = "OPENAI_API_KEY"                # the variable that holds the key, never the key"""

MODEL = """\
[roles.author]
teacher = "model"
{named}
max_tokens = 8192    # of a reply, reasoning included
# api_key_env = "{key}" # the variable that holds the key, never the key; "" sends none
# json_schema = true                            # where the server takes a schema for verdicts
# max_tokens_name = "max_completion_tokens"     # reasoning models of OpenAI take no other
# price = {{ input = 0.15, output = 0.6 }}        # USD a million tokens, where it is not known

# [roles.judge]      # default: the author's model, which then judges its own work
# teacher = "model"
# model = "another"
# [roles.solver]     # default: the author's model"""

BUDGET = """\
# budget = ["5usd"]  # a hard cap; also "2mtokens", "judge=1usd"
# batch = true       # the provider's batch API: half the price, within a day
"""


def write_run_file(
    path: Path, recipe: str, *, model: str | None = None, provider: str | None = None, base_url: str | None = None
) -> Path:
    """Write a commented run file for ``recipe`` at ``path``; with ``model`` it asks that one in every role.

    Raises UsageError where the recipe or the provider is unknown or the file exists.
    """
    if recipe not in RECIPES:
        raise UsageError(f'unknown recipe "{recipe}"; known: {", ".join(sorted(RECIPES))}')
    roles = _roles(model, provider, base_url)
    text = RUN_FILE.format(name=path, recipe=recipe, roles=roles, options=_options(recipe))
    if model is not None:
        text += BUDGET
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path}: exists already; name another file") from None
    except OSError as fault:
        raise StorageError(f"{path}: cannot be written: {fault.strerror}") from None
    return path


def _roles(model: str | None, provider: str | None, base_url: str | None) -> str:
    if model is None:
        if provider is not None or base_url is not None:
            raise UsageError("--provider and --base-url say where a model is: name it with --model")
        return SYMBOLIC
    entry = next((entry for name, entry in PROVIDERS.items() if name == (provider or "openai")), None)
    if entry is None:
        raise UsageError(f'unknown provider "{provider}"; known: {", ".join(sorted(PROVIDERS))}')
    named = {"provider": provider, "model": model, "base_url": base_url}
    lines = [f"{name} = {toml_value(value)}" for name, value in named.items() if value is not None]
    return MODEL.format(named="\n".join(lines), key=entry.api_key_env)


def _options(recipe: str) -> str:
    defaults = RECIPES[recipe].config_type().model_dump(mode="json")
    return "\n".join(f"# {name} = {toml_value(value)}" for name, value in defaults.items() if value is not None)
