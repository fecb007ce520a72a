"""The teacher that asks a language model: render the prompt, call by way of the ledger, read the reply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from mathwright.errors import ModelReplyError
from mathwright.prompts.faults import foreign, refused, split_thoughts
from mathwright.prompts.forms.catalog import FORMS
from mathwright.prompts.prompt import Prompt, R
from mathwright.prompts.rendering import Templates
from mathwright.teachers.call_line import Line
from mathwright.teachers.caller import Caller, all_of
from mathwright.teachers.kept import CUT_OFF, EMPTY, FOREIGN, REFUSED, KeptReply, UnusableReply, unusable
from mathwright.teachers.request import ChatMessage, ModelRequest, ReplySchema

HOPELESS = (CUT_OFF, REFUSED)
"""Faults that the same question, asked again, would meet again."""


@dataclass(frozen=True)
class _Asked:
    """A prompt on its way: its request, and how its reply is read."""

    prompt: Prompt[Any]
    request: ModelRequest

    def read(self, reply: KeptReply) -> Any:
        """The reply.  Raises UnusableReply."""
        if reply.finish == "length":
            raise UnusableReply(CUT_OFF)
        text = _without_thoughts(reply)
        if not text:
            raise UnusableReply(REFUSED if reply.finish == "refusal" else EMPTY)
        if not text.isascii() and foreign(text, self.request.messages[-1].content):
            raise UnusableReply(FOREIGN)
        try:
            return FORMS[type(self.prompt)].parse(self.prompt, text)
        except ModelReplyError as error:
            no = reply.finish == "refusal" or refused(text)
            raise UnusableReply(REFUSED if no else str(error)) from None


def _without_thoughts(reply: KeptReply) -> str:
    """The text after ``<think>…</think>``.  Raises UnusableReply where a thought does not end."""
    split = split_thoughts(reply.text)
    if split is None:
        raise UnusableReply(CUT_OFF)
    return split[1].strip()


class ModelTeacher:
    """Answers every prompt that has a template, by one model."""

    def __init__(self, line: Line, caller: Caller, templates: Templates) -> None:
        self.line = line
        self._caller = caller
        self._templates = templates
        self._schemas = {
            kind: ReplySchema(kind.reply_type.__name__, form.schema)
            for kind, form in FORMS.items()
            if form.schema is not None and line.endpoint.sampling.json_schema
        }

    async def ask(self, prompt: Prompt[R], draw: int = 0) -> R:
        """The model's reply; one that misses its form is asked for once more, with the fault named.

        Raises ModelReplyError where that one misses it too, ProviderError where no reply came, UsageError for a wrong
        key or an unknown model.
        """
        asked = _Asked(prompt, self.request(prompt, draw))
        try:
            reply = await self._caller.ask(self.line, asked.request, asked.read)
        except UnusableReply as fault:
            reply = await self._again(asked, fault)
        self._caller.ended(True)
        result: R = reply
        return result

    async def ask_draws(self, prompt: Prompt[R], draws: Iterable[int]) -> list[R | ModelReplyError]:
        """The replies to one prompt, asked for at the same time; an error in the place of one that cannot be used."""
        first = _Asked(prompt, self.request(prompt, 0))
        asked = [replace(first, request=replace(first.request, draw=draw)) for draw in draws]
        replies = await self._caller.ask_together(self.line, [one.request for one in asked], first.read)
        return await all_of(self._settled(one, reply) for one, reply in zip(asked, replies, strict=True))

    def request(self, prompt: Prompt[Any], draw: int) -> ModelRequest:
        """What is sent for a prompt.  Raises UsageError where its template fails."""
        rendered = self._templates.render(prompt)
        return ModelRequest(
            endpoint=self.line.endpoint,
            messages=tuple(map(ChatMessage._make, rendered.messages)),
            template=rendered.template,
            prompt=type(prompt).__name__,
            draw=draw,
            schema=self._schemas.get(type(prompt)),
        )

    async def _settled(self, asked: _Asked, reply: R | ModelReplyError) -> R | ModelReplyError:
        if isinstance(reply, UnusableReply):
            try:
                found: R = await self._again(asked, reply)
            except ModelReplyError as error:
                return error
            reply = found
        if not isinstance(reply, ModelReplyError):
            self._caller.ended(True)
        return reply

    async def _again(self, asked: _Asked, fault: UnusableReply) -> Any:
        """The reply to the one re-ask."""
        raw = self._caller.text_of(asked.request)
        if fault.fault not in HOPELESS:
            said = raw if raw.strip() else "(empty)"  # some providers refuse a blank message
            told = ChatMessage("assistant", said), ChatMessage("user", self._templates.again(fault.fault))
            request = replace(asked.request, messages=(*asked.request.messages, *told))
            try:
                return await self._caller.ask(self.line, request, asked.read)
            except UnusableReply as still:
                asked, fault, raw = replace(asked, request=request), still, self._caller.text_of(request)
        name = asked.request.prompt
        self._caller.ended(False, f"{name}: {fault.fault}")
        raise unusable(name, fault.fault, raw, asked.request.key)
