"""Whether an exemplar fits the skill it is filed under.

Known fault of the skill repository that was published with MATH^2 (arXiv:2407.21009): exemplars under the wrong name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mathwright.concepts.labels import facts_of_problem, labels_from, own_labels, rule_holds
from mathwright.concepts.routes import snake_case
from mathwright.concepts.vocabulary import skills
from mathwright.records import Problem

_WORD = re.compile(r"[a-z]+")
_ENDING = re.compile(r"(?:ing|ed|e|ie|y|age|ly|ion)$")
_EMPTY = frozenset(
    "a an and as at by for from in into is it many more most much no not of on one or over per than that the "
    "their them they this to two up what when which with without find finding use using solve solving problem "
    "problems question questions basic simple complex involving involve word words application applying apply "
    "calculate calculating understanding knowing concept concepts general number numbers quantity quantities".split()
)
STEM = 6
"""Letters by which words are compared: *percents* and *percentages* agree in six."""


def fits(problem: Problem, skill: str) -> bool:
    """Whether the problem exercises the skill, as far as program and words show.

    It does where its source says so, or where the rule of that skill holds.  Where there is no such rule, or no
    program to hold it against, the name must share a word with the question or the labels.
    """
    name = snake_case(skill)
    own, facts = own_labels(problem), facts_of_problem(problem)
    if own is not None and name in own.skills:
        return True
    rule = skills().get(name)
    if rule is not None and facts is not None:
        return rule_holds(rule, facts)
    told = [labels for labels in (own, labels_from(facts) if facts else None) if labels is not None]
    texts = [problem.question]
    for labels in told:
        texts += [*labels.skills, *labels.topics, *labels.knowledge_points]
    return not content_words(name).isdisjoint(content_words(" ".join(texts)))


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The stems of the words that say something; names with underscores are texts as well."""
    words = _WORD.findall(text.casefold().replace("_", " "))
    return frozenset(stem(word) for word in words if len(word) > 2 and word not in _EMPTY)


def stem(word: str) -> str:
    """The beginning that forms of one word share: ``percentages`` and ``percent`` are ``percen``."""
    singular = word if word.endswith("ss") else word.removesuffix("s")
    short = _ENDING.sub("", singular)
    return next(form for form in (short, singular, word) if len(form) > 2 or form == word)[:STEM]
