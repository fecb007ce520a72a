"""Templates of prompts: Markdown with Jinja, cut into messages by lines such as ``--- user ---``.

A template sees what a prompt shows and nothing else; one that misses a field or names one that is not there is
refused when it is read.  Its hash covers every file it includes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from jinja2 import (
    BaseLoader,
    StrictUndefined,
    Template,
    TemplateAssertionError,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
)
from jinja2.runtime import new_context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mathwright.errors import UsageError
from mathwright.prompts.forms.catalog import BY_NAME, FORMS
from mathwright.prompts.prompt import Prompt, Turn
from mathwright.records import Record

SHIPPED = "templates"
AGAIN = "again"
"""The template of a re-ask, which is shown ``fault``."""
CONVERSATION = "conversation"
_ROLES = ("system", "user", "assistant", CONVERSATION)
_CUT = re.compile(r"^---[ \t]*([A-Za-z]+)[ \t]*---[ \t]*(?:\n|\Z)", re.MULTILINE)
_CHANCE = {"lipsum", "random"}
"""Globals and filters of Jinja that give another text each time."""

Part = Literal["system", "user", "assistant"]


class Message(NamedTuple):
    """One message of a rendered prompt."""

    role: Part
    content: str


class Spoken(Protocol):
    """A message in whatever record."""

    @property
    def role(self) -> str:
        """Whose it is."""
        ...

    @property
    def content(self) -> str:
        """What it says."""
        ...


def transcript(messages: Iterable[Spoken]) -> str:
    """Messages as a person reads them."""
    return "\n\n".join(f"--- {message.role} ---\n{message.content}" for message in messages)


@dataclass(frozen=True)
class Rendered:
    """A prompt as a model gets it."""

    messages: tuple[Message, ...]
    template: str
    """Hash of the template and of all it includes."""


class _Section(NamedTuple):
    role: Part
    template: Template
    where: str
    """The file, for faults."""
    fixed: Message | None
    """The message where nothing in it depends on the prompt."""
    known: dict[str, Any]
    """What Jinja itself provides."""


class _Read(NamedTuple):
    sections: tuple[_Section | None, ...]
    """None for the place of the conversation."""
    digest: str


def file_of(name: str) -> str:
    """The path of a template among the templates: ``WriteQuestion`` is ``math2/write_question.md``."""
    if name == AGAIN:
        return f"{AGAIN}.md"
    recipe = BY_NAME[name].__module__.rpartition(".")[2]
    return f"{recipe}/{re.sub(r'(?<=[a-z])(?=[A-Z])', '_', name).lower()}.md"


class Templates:
    """The shipped templates, with those of a user's directory in the place of their namesakes."""

    def __init__(self, directory: Path | None = None) -> None:
        """Raises UsageError where ``directory`` is none, or holds a faulty file or one that no template is named."""
        self.directory = directory
        self._loader = _Loader(directory)
        self._environment = ImmutableSandboxedEnvironment(
            loader=self._loader,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )
        for name in _CHANCE:
            self._environment.globals.pop(name, None)
            self._environment.filters.pop(name, None)
        self._read: dict[str, _Read] = {}
        self._places: set[str] = set()
        if directory is not None:
            self._require_names(directory)

    def source(self, name: str) -> str:
        """The text of a template."""
        return self._source(file_of(name))

    def files_of(self, name: str) -> dict[str, str]:
        """The template and all it includes: place among the templates to text."""
        self._template(name)
        return self._texts(file_of(name), self.source(name))

    def hash_of(self, name: str) -> str:
        """The hash of a template and of all it includes, 16 hexadecimal digits."""
        return self._template(name).digest

    def hashes(self, prompt_types: Iterable[type[Prompt[Any]]]) -> dict[str, str]:
        """Name to hash, of these and of the re-ask."""
        names = [*(prompt_type.__name__ for prompt_type in prompt_types), AGAIN]
        return {name: self.hash_of(name) for name in names}

    def render(self, prompt: Prompt[Any]) -> Rendered:
        """The messages of a prompt.  Raises UsageError where the template fails on what it is shown."""
        read = self._template(type(prompt).__name__)
        return Rendered(tuple(self._messages(read, prompt.shown())), read.digest)

    def again(self, fault: str) -> str:
        """What is said to a model whose reply could not be used."""
        (section,) = self._template(AGAIN).sections
        assert section is not None
        return _filled(section, {"fault": fault}).content

    def _messages(self, read: _Read, shown: Record) -> list[Message]:
        fields = {name: getattr(shown, name) for name in type(shown).model_fields}
        turns: Sequence[Turn] = fields.pop(CONVERSATION, ())
        messages: list[Message] = []
        for section in read.sections:
            if section is None:
                messages += [message for turn in turns for message in self._turn(turn)]
            else:
                messages.append(section.fixed or _filled(section, fields))
        return messages

    def _turn(self, turn: Turn) -> tuple[Message, Message]:
        """What was asked last in that turn's own prompt, and the reply in its own form."""
        prompt_type = BY_NAME[turn.asked]
        shown = prompt_type.shown_type.model_validate_json(turn.shown)
        asked = self._messages(self._template(turn.asked), shown)[-1]
        return asked, Message("assistant", FORMS[prompt_type].write(json.loads(turn.reply)))

    def _template(self, name: str) -> _Read:
        if name not in self._read:
            self._read[name] = self._checked(name)
        return self._read[name]

    def _checked(self, name: str) -> _Read:
        place = file_of(name)
        text = self.source(name)
        known = {"fault"} if name == AGAIN else set(BY_NAME[name].shown_type.model_fields)
        try:
            cut = list(_sections(text))
            texts = self._texts(place, text)
            used = self._fields(place, [part for _, part in cut])
            for other in set(texts) - {place}:
                used |= self._fields(other, [texts[other]])
            sections = tuple(self._section(place, role, part) for role, part in cut)
        except TemplateSyntaxError as error:
            raise UsageError(f"{self._where(error.name or place)}:{error.lineno}: {error.message}") from None
        except TemplateNotFound as error:
            raise UsageError(f"{self._where(place)}: includes {error.message}, which is not there") from None
        if CONVERSATION in used:
            raise UsageError(f"{self._where(place)}: the conversation stands where a line --- conversation --- is")
        used |= {CONVERSATION} & {role for role, _ in cut}
        if used != known:
            told = [f"does not use {field}" for field in sorted(known - used)]
            told += [f"uses {field}, which {name} does not show" for field in sorted(used - known)]
            raise UsageError(f"{self._where(place)}: {'; '.join(told)}")
        _require_order(self._where(place), [role for role, _ in cut], alone=name == AGAIN)
        self._places |= set(texts)
        return _Read(sections, _digest(texts))

    def _section(self, place: str, role: Part | Literal["conversation"], text: str) -> _Section | None:
        if role == "conversation":
            return None
        template = self._environment.from_string(text)
        section = _Section(role, template, self._where(place), None, dict(template.globals))
        if any(self._fields(name, [one]) for name, one in self._texts(place, text).items()):
            return section
        return section._replace(fixed=_filled(section, {}))

    def _fields(self, place: str, texts: Iterable[str]) -> set[str]:
        """The names that texts of one file take from outside, what Jinja itself provides left out."""
        found: set[str] = set()
        for text in texts:
            try:
                found |= meta.find_undeclared_variables(self._environment.parse(text, name=place))
            except TemplateAssertionError as error:  # such as an unknown filter; its own name for the file is made up
                raise TemplateSyntaxError(error.message or "", error.lineno, place) from None
        return found

    def _texts(self, place: str, text: str) -> dict[str, str]:
        """The template and all it includes, by name."""
        texts = {place: text}
        waiting = [place]
        while waiting:
            one = waiting.pop()
            for other in meta.find_referenced_templates(self._environment.parse(texts[one], name=one)):
                if other is None:
                    raise TemplateSyntaxError("includes a file that only the prompt names; write its name", 1, one)
                if other not in texts:
                    texts[other] = self._source(other)
                    waiting.append(other)
        return texts

    def _source(self, place: str) -> str:
        return self._loader.get_source(self._environment, place)[0]

    def _where(self, place: str) -> str:
        own = self.directory is not None and (self.directory / place).exists()
        return str(self.directory / place) if own and self.directory is not None else f"shipped template {place}"

    def _require_names(self, directory: Path) -> None:
        if not directory.is_dir():
            raise UsageError(f"{directory} is no directory of templates; write one with: mathwright prompts export DIR")
        own = {path.relative_to(directory).as_posix() for path in directory.rglob("*.md")}
        if not own:
            raise UsageError(f"{directory} holds no template; write some with: mathwright prompts export {directory}")
        for name in (*BY_NAME, AGAIN):
            if self._uses(file_of(name), own):
                self._template(name)
        for place in sorted(own - self._places):
            raise UsageError(
                f"{directory / place}: no template has that name or includes it; see: mathwright prompts list"
            )

    def _uses(self, place: str, own: set[str]) -> bool:
        """Whether a template is one of these files or includes one; also where that cannot be told for a fault."""
        try:
            return place in own or not own.isdisjoint(self._texts(place, self._source(place)))
        except TemplateError:
            return True


class _Loader(BaseLoader):
    def __init__(self, directory: Path | None) -> None:
        self._directory = directory

    def get_source(self, environment: object, template: str) -> tuple[str, str | None, None]:
        if not {"", ".", ".."}.isdisjoint(template.split("/")):  # also an absolute path
            raise TemplateNotFound(template)
        if self._directory is not None and (self._directory / template).is_file():
            try:
                return (self._directory / template).read_text(encoding="utf-8"), None, None
            except (OSError, UnicodeDecodeError) as error:
                raise UsageError(f"{self._directory / template}: cannot be read: {error}") from None
        shipped = files("mathwright.prompts").joinpath(SHIPPED, *template.split("/"))
        if not shipped.is_file():
            raise TemplateNotFound(template)
        return shipped.read_text(encoding="utf-8"), None, None


def _sections(text: str) -> Iterable[tuple[Part | Literal["conversation"], str]]:
    """Role and text of each section; what stands before the first is notes on the template.

    Each text begins with as many empty lines as stand before it in the file, so that faults name the file's lines.
    """
    cuts = list(_CUT.finditer(text))
    if not cuts:
        raise TemplateSyntaxError("no line such as --- user --- begins a message", 1)
    for cut, end in zip(cuts, [*(cut.start() for cut in cuts[1:]), len(text)], strict=True):
        line = text.count("\n", 0, cut.end())
        if cut[1] not in _ROLES:
            raise TemplateSyntaxError(f"{cut[0].strip()} is none of the lines {', '.join(_ROLES)}", line)
        yield cut[1], "\n" * line + text[cut.end() : end]  # type: ignore[misc]


def _digest(texts: dict[str, str]) -> str:
    digest = blake2b(digest_size=8)
    for name in sorted(texts):
        digest.update(f"{name}\x00{texts[name]}\x00".encode())
    return digest.hexdigest()


def _rendered(section: _Section, fields: dict[str, Any]) -> str:
    # As Template.render, which copies the globals twice for each text: that takes longer than all the rest.
    template = section.template
    context = new_context(
        template.environment, template.name, template.blocks, section.known | fields, True, None, None
    )
    return template.environment.concat(template.root_render_func(context))


def _filled(section: _Section, fields: dict[str, Any]) -> Message:
    try:
        return Message(section.role, _rendered(section, fields).strip())
    except TemplateError as error:
        raise UsageError(f"{section.where}: fails on what it is shown: {error.message}") from error
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise UsageError(f"{section.where}: fails on what it is shown: {error}") from error


def _require_order(where: str, roles: Sequence[str], *, alone: bool) -> None:
    """System at most once and first, user last, and no message of one side right after another of it."""
    talk = [role for role in roles[roles[:1] == ["system"] :] if role != CONVERSATION]
    in_turn = talk == ["user", "assistant"] * (len(talk) // 2) + ["user"]
    if not in_turn or (alone and list(roles) != ["user"]):
        raise UsageError(
            f"{where}: messages must be system (once, first, or not at all), then user and assistant in turn, user last"
        )
    if CONVERSATION in roles and (roles.count(CONVERSATION) > 1 or roles[-2] != CONVERSATION):
        raise UsageError(f"{where}: the conversation stands once, right before the last user message")
