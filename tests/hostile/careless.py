"""What a careless model makes of a reply."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.hostile.asked import Asked, Told
from tests.hostile.faults import Faults, Spoiled, share

THOUGHTS = "<think>\nThe task is clear. I check \\boxed{1} first, then <question>no</question>.\n</think>\n\n"
REFUSALS = (
    "I'm sorry, but I can't help with that request.",
    "I cannot assist with this.",
    "As an AI language model, I am not able to provide this.",
)
CHINESE = "首先,我们把题目中的数量加起来,然后除以人数,最后得到答案。因此答案是四十二。"
_TAG = re.compile(r"<(/?)(question|solution|attempt|broken|[a-z]+_?[a-z]*)>")
_FIELD = re.compile(r'"(\w+)":')
_NAMES = {"question": "problem_statement", "solution": "worked_out", "attempt": "try", "broken": "flaw"}


def told(faults: Faults, asked: Asked, sample: int, text: str) -> Told:
    """The choice as it goes out: spoiled or not, cut where its tokens end."""
    spoiled = faults.drawn_spoiled(asked.content, sample)
    made = Told(text) if spoiled is None else spoil(spoiled, text, share(asked.content, sample))
    if made.text and faults.happens("thinking", asked.content):
        made = made._replace(text=THOUGHTS + made.text)
    most = asked.most_tokens * 4
    return Told(made.text[:most], "length") if len(made.text) > most else made


def spoil(how: Spoiled, text: str, drawn: float = 0.0) -> Told:
    """The text spoiled.  drawn: in [0, 1), which of several ways is taken."""
    if how == "length_cut":
        return Told(text[: max(1, int(len(text) * (0.3 + 0.5 * drawn)))], "length")
    if how == "refusal":
        return Told(REFUSALS[int(drawn * len(REFUSALS))])
    return Told(_WAYS[how](text))


def _renamed(text: str) -> str:
    if text.lstrip().startswith("{"):
        return _FIELD.sub(lambda found: f'"{found[1].title()}":', text)
    renamed = _TAG.sub(lambda found: f"<{found[1]}{_NAMES.get(found[2], 'my_' + found[2])}>", text)
    return renamed if renamed != text else text.replace("\\boxed", "\\answer").replace("####", "Answer:")


def _two_boxes(text: str) -> str:
    """A second answer where there is a first; a second object of JSON where there is one."""
    if text.lstrip().startswith("{"):
        return f'{text}\n{{"reason": "on second thoughts"}}'
    place = text.find("\\boxed")
    if place < 0:
        return f"\\boxed{{-17}} or rather \\boxed{{-18}}\n{text}"
    return f"{text[:place]}\\boxed{{-17}}, or rather {text[place:]}"


def _under_escaped(text: str) -> str:
    """LaTeX in the first text of a JSON reply, its backslash alone; other replies have it as it belongs."""
    if not text.lstrip().startswith("{"):
        return text
    found = re.search(r'": "', text)
    if found is None:
        return text.replace("{", '{"note": "\\frac{1}{2} \\times 2", ', 1)
    return text[: found.end()] + "$\\frac{1}{2} \\times 2$: " + text[found.end() :]


def _polite(text: str) -> str:
    return f"Sure! Here is what you asked for:\n\n{text}\n\nLet me know if you would like another one."


def _fenced(text: str) -> str:
    return f"```{'json' if text.lstrip().startswith('{') else ''}\n{text}\n```"


_WAYS: dict[str, Callable[[str], str]] = {
    "empty": lambda text: "",
    "chinese": lambda text: CHINESE,
    "preamble": _polite,
    "fences": _fenced,
    "wrong_tags": _renamed,
    "two_boxes": _two_boxes,
    "under_escaped": _under_escaped,
}
