"""The templates of prompts: which there are, what they say, how they look filled in, and copies to edit."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Literal

from mathwright.errors import StorageError, UsageError
from mathwright.jobs.prompt_samples import SEEDS, sample
from mathwright.prompts.forms.catalog import BY_NAME, FORMS
from mathwright.prompts.rendering import AGAIN, Templates, file_of
from mathwright.records import Record
from mathwright.seeds.shipped import shipped_seeds

FAULT = "no <question> block"
"""What a re-ask names where it is shown filled in."""


class TemplateRow(Record):
    """One template."""

    name: str
    """Name of the prompt's type; of the re-ask ``again``."""
    recipe: str
    """The recipe that asks it; of the re-ask ``all``."""
    file: str
    """Its place among the templates."""
    reply: str
    """The form in which the reply is read; of the re-ask that of the prompt asked again."""
    hash: str
    """Of the template and all it includes; goes into the manifest and the ledger."""
    characters: int
    """Length of the file."""
    own: bool
    """Whether it, or a file it includes, differs from the shipped one."""


class TemplateText(TemplateRow):
    """One template with its text."""

    text: str


class SampleMessage(Record):
    """One message of a filled-in template."""

    role: Literal["system", "user", "assistant"]
    content: str


class SampleMessages(Record):
    """A template filled in for the first shipped seed problems."""

    name: str
    hash: str
    messages: tuple[SampleMessage, ...]


def list_templates(directory: Path | None = None) -> list[TemplateRow]:
    """Every template, in the order the recipes ask them; those of ``directory`` in the place of the shipped.

    Raises UsageError where the directory holds a faulty template.
    """
    templates, shipped = Templates(directory), Templates()
    return [_row(templates, shipped, name) for name in (*BY_NAME, AGAIN)]


def show_template(name: str, directory: Path | None = None) -> TemplateText:
    """The template of that name, such as ``WriteQuestion`` or ``math2/write_question``.  Raises UsageError."""
    templates = Templates(directory)
    name = template_named(name)
    row = _row(templates, Templates(), name)
    return TemplateText(**row.model_dump(), text=templates.source(name))


def show_sample(name: str, directory: Path | None = None) -> SampleMessages:
    """The template of that name filled in for the first shipped seed problems, as a model gets it."""
    templates = Templates(directory)
    name = template_named(name)
    if name == AGAIN:
        said = SampleMessage(role="user", content=templates.again(FAULT))
        return SampleMessages(name=name, hash=templates.hash_of(name), messages=(said,))
    rendered = templates.render(sample(BY_NAME[name], list(islice(shipped_seeds(), SEEDS))))
    messages = tuple(SampleMessage(role=one.role, content=one.content) for one in rendered.messages)
    return SampleMessages(name=name, hash=rendered.template, messages=messages)


def export_templates(target: Path, names: Sequence[str] = ()) -> list[Path]:
    """Copy the shipped templates of these names (all where none), and what they include, into a directory.

    Returns the files.  Raises UsageError where one is there already, and writes none then.
    """
    templates = Templates()
    wanted = [template_named(name) for name in names] or [*BY_NAME, AGAIN]
    texts = {place: text for name in wanted for place, text in templates.files_of(name).items()}
    there = [str(target / place) for place in texts if (target / place).exists()]
    if there:
        raise UsageError(f"{there[0]} is already there ({len(there)} such): name another directory, or move it away")
    for place, text in texts.items():
        try:
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            (target / place).write_text(text, encoding="utf-8")
        except OSError as fault:
            raise StorageError(f"{target / place}: cannot be written: {fault}") from None
    return [target / place for place in texts]


def template_named(given: str) -> str:
    """The name of the template that is meant.  Raises UsageError, with the nearest name, where there is none."""
    meant = _known().get(_folded(given))
    if meant is not None:
        return meant
    near = difflib.get_close_matches(_folded(given), _known(), n=1, cutoff=0.5)
    hint = f'did you mean "{_known()[near[0]]}"?' if near else "see: mathwright prompts list"
    raise UsageError(f'there is no template "{given}"; {hint}')


def _known() -> dict[str, str]:
    """Each name, its file with and without folder, folded, to the name."""
    names = (*BY_NAME, AGAIN)
    files = {_folded(file_of(name).rpartition("/")[2]): name for name in names}
    return files | {_folded(file_of(name)): name for name in names} | {_folded(name): name for name in names}


def _folded(name: str) -> str:
    return name.lower().removesuffix(".md").replace("_", "").replace("-", "").replace(" ", "")


def _row(templates: Templates, shipped: Templates, name: str) -> TemplateRow:
    place = file_of(name)
    return TemplateRow(
        name=name,
        recipe=place.partition("/")[0] if name != AGAIN else "all",
        file=place,
        reply=FORMS[BY_NAME[name]].kind if name != AGAIN else "as asked",
        hash=templates.hash_of(name),
        characters=len(templates.source(name)),
        own=templates.hash_of(name) != shipped.hash_of(name),
    )
