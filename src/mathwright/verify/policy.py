"""Whether a reply gives the gold answer: ``same``, and what the gold's form and the question allow besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mathwright.errors import UsageError
from mathwright.records import Verdict
from mathwright.verify.allowed import by_form, by_question, by_tolerance
from mathwright.verify.equality import as_text, by_algebra, compare_texts, is_blank, verdict_of
from mathwright.verify.extract import MAX_BARE, Extracted, extract
from mathwright.verify.finding import Finding, different, undecided
from mathwright.verify.normal import plain_number


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict, and what of the reply it is about."""

    verdict: Verdict
    extracted: Extracted


def check(gold: object, reply: object, question: str | None = None, tolerance: Fraction | str | None = None) -> Verdict:
    """Whether a reply, bare answer or whole response, gives the gold answer.

    gold: its text, or several texts of which any is right; a box or a ``####`` line in it is what counts.
    question: fixes what the gold leaves open: the unit, percent, rounding, the options of a multiple choice, an order.
    tolerance: how far a number may be off, absolute.
    An answer that was not found in the reply leaves the verdict undecided, with the reason; a reply that is blank or
    breaks off is different.
    Raises UsageError if the tolerance is no number that is at least 0.
    """
    return checked(gold, reply, question, tolerance).verdict


def checked(
    gold: object, reply: object, question: str | None = None, tolerance: Fraction | str | None = None
) -> Checked:
    """``check``, together with what was taken from the reply."""
    margin = None if tolerance is None else _margin(tolerance)
    text = as_text(reply)
    if not text.strip():
        return Checked(verdict_of(different("empty answer")), Extracted(None, "no answer found", confidence="none"))
    taken = extract(text)
    golds = list(gold) if isinstance(gold, Sequence) and not isinstance(gold, str) else [gold]
    findings = [_check(as_text(one), taken, question or "", margin) for one in golds]
    found = _any_of(findings)
    if found.state != "equal":
        found = next(filter(None, (_whole_reply(as_text(one), text, taken) for one in golds)), found)
    return Checked(verdict_of(found), taken)


def _any_of(findings: list[Finding]) -> Finding:
    """Of several acceptable golds one is enough."""
    for state in ("equal", "undecided"):
        found = next((finding for finding in findings if finding.state == state), None)
        if found:
            return found
    return findings[0] if findings else undecided("no gold answer")


def _margin(tolerance: Fraction | str) -> Fraction:
    try:
        margin = Fraction(tolerance)
    except (ValueError, ZeroDivisionError, TypeError):
        margin = Fraction(-1)
    if margin < 0:
        raise UsageError(f"tolerance {tolerance!r}: not a number that is at least 0; write it as 0.01 or 1/100")
    return margin


def _check(gold: str, taken: Extracted, question: str, tolerance: Fraction | None) -> Finding:
    gold = _final(gold)
    if is_blank(gold):
        return undecided("no gold answer")
    if taken.answer is None:
        # A reply that breaks off gives no answer; one in which none was found may hold one all the same.
        return different(taken.place) if taken.place == "incomplete reply" else undecided(taken.place)
    found = _compare(gold, taken.answer, question, tolerance)
    if found.state == "equal" or not taken.parts:
        return found
    # Boxes joined by "or" may give one answer in several forms.
    forms = [_compare(gold, part, question, tolerance) for part in taken.parts]
    return forms[0] if all(form.state == "equal" for form in forms) else found


def _whole_reply(gold: str, reply: str, taken: Extracted) -> Finding | None:
    """Equal, where a short reply as a whole is the gold answer: of a sentence only the value was taken."""
    if taken.confidence == "sure" or taken.place == "bare" or len(reply) > MAX_BARE or is_blank(gold):
        return None
    # To read a sentence takes a millisecond, and none is a plain number.
    if plain_number(gold):
        return None
    found = compare_texts(gold, reply.strip())
    return found if found.state == "equal" else None


def _final(gold: str) -> str:
    """The answer inside a gold that is a worked solution."""
    if "\\boxed" in gold or "\\fbox" in gold or "####" in gold:
        return extract(gold).answer or gold
    return gold


def _compare(gold: str, answer: str, question: str, tolerance: Fraction | None) -> Finding:
    found = compare_texts(gold, answer)
    if tolerance is not None and found.state != "equal":
        return by_tolerance(gold, answer, question, tolerance) or found
    if question:
        found = by_question(gold, answer, question, found)
    if found.state != "equal":
        found = by_form(gold, answer, question, found) or found
    return by_algebra(gold, answer, found)
