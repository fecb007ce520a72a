"""Write docs/commands.md from the command line itself, or check that it is fresh.

python docs/write_commands.py [--check]
"""

import os
import sys
from pathlib import Path

os.environ.update(COLUMNS="110", NO_COLOR="1", TERM="dumb")

import typer
from typer.testing import CliRunner

from mathwright.cli.main import app

TARGET = Path(__file__).with_name("commands.md")
HEAD = """\
# Commands

Written by `make docs` from the command line's own help. Data goes to stdout, talk to stderr.
Exit codes: 0 done · 1 an error you can act upon · 2 a wrong flag · 3 fewer problems than wanted · 130 Ctrl-C.
"""


def command_names(group: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command below a group, in the order of the help, as its words."""
    names = []
    for name, command in getattr(group, "commands", {}).items():
        names.append((*path, name))
        names += command_names(command, (*path, name))
    return names


def help_of(words: tuple[str, ...]) -> str:
    """What ``mathwright WORDS --help`` prints."""
    result = CliRunner().invoke(app, [*words, "--help"], prog_name="mathwright", color=False)
    if result.exit_code != 0:
        raise SystemExit(f"{' '.join(words)}: --help ended with {result.exit_code}: {result.output}")
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


def commands_page() -> str:
    """The whole page."""
    names = command_names(typer.main.get_command(app))
    sections = [((), "mathwright")] + [(words, f"mathwright {' '.join(words)}") for words in names]
    return HEAD + "".join(f"\n## {title}\n\n```\n{help_of(words)}\n```\n" for words, title in sections)


def main() -> None:
    """Write the page, or with --check compare it."""
    page = commands_page()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(page, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != page:
        raise SystemExit(f"{TARGET.name} is not what the command line says: run make docs")


if __name__ == "__main__":
    main()
