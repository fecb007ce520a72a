"""Fine skill names in coarse groups with descriptive names: the clustering step of MATH² (arXiv:2405.12205).

The paper lets a model group about 5,000 fine names into 117 coarse skills.  Here a known family decides; names without
one are grouped by the words that say what they are about: "graph_of_a_circle" and "finding_circle_radius" by "circle".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from mathwright.concepts.names import is_thing, normal_form
from mathwright.concepts.synonyms import NameGroup

# So many names that share two words are a coarse skill of their own; fewer go by one word.
_SHARE_TWO = 4

_Head = frozenset[str]
_Claim = frozenset[str] | str


def group_skills(names: Sequence[str], family_of: Callable[[str], str | None]) -> tuple[NameGroup, ...]:
    """The names in coarse groups, each name in exactly one, in alphabetical order of the group names.

    Names of a family share a group that bears the family's name, together with names about that family
    ("fraction_of_a_day" goes to "fractions").  Of the others, names that share head words share a group named by these
    words; who shares none stays alone under its own name.  family_of: a name's family, or None where it has none.
    """
    members = _by_family(sorted(set(names)), family_of)
    left = members.pop("", [])
    for head, found in _by_head(left).items():
        name = _title(head, found) if len(found) > 1 else found[0]
        members.setdefault(name, []).extend(found)
    return tuple(NameGroup(name=name, members=tuple(sorted(members[name]))) for name in sorted(members))


def joined_groups(groups: Iterable[NameGroup]) -> tuple[NameGroup, ...]:
    """The groups of several calls as one set: those whose names say one idea, or that share a member, are joined.

    A joined group takes the name of its largest part, of these the shortest, of these the first in the alphabet.
    Each member is in exactly one group; joining twice changes nothing.
    """
    home: dict[_Claim, list[NameGroup]] = {}
    for group in sorted(set(groups), key=lambda group: (group.name, group.members)):
        joined = [group]
        for parts in _distinct(home[claim] for claim in _claims(group) if claim in home):
            joined += parts
        for part in joined:
            home |= dict.fromkeys(_claims(part), joined)
    return tuple(sorted(map(_joined, _distinct(home.values())), key=lambda group: group.name))


def _claims(group: NameGroup) -> list[_Claim]:
    """What no two groups may share: the idea of the name, and each member."""
    return [normal_form(group.name).idea, *group.members]


def _distinct(lists: Iterable[list[NameGroup]]) -> list[list[NameGroup]]:
    return list({id(parts): parts for parts in lists}.values())


def _joined(parts: Sequence[NameGroup]) -> NameGroup:
    largest = min(parts, key=lambda part: (-len(part.members), len(part.name), part.name))
    return NameGroup(name=largest.name, members=tuple(sorted({member for part in parts for member in part.members})))


# --- families and heads ---------------------------------------------------------------------------


def _by_family(names: Sequence[str], family_of: Callable[[str], str | None]) -> dict[str, list[str]]:
    """Family to names; under the empty string who belongs to none and is about none of them."""
    families = {name: family_of(name) for name in names}
    about = {family: normal_form(family).idea for family in sorted({f for f in families.values() if f})}
    members: dict[str, list[str]] = {}
    for name in names:
        family = families[name] or _family_it_is_about(name, about)
        members.setdefault(family, []).append(name)
    return members


def _family_it_is_about(name: str, about: Mapping[str, frozenset[str]]) -> str:
    idea = normal_form(name).idea
    fitting = [family for family in about if about[family] <= idea]
    return max(fitting, key=lambda family: (len(set(filter(is_thing, about[family]))), len(about[family])), default="")


def _by_head(names: Sequence[str]) -> dict[_Head, list[str]]:
    """Head words to names: first the pairs of words that many share, then the words that most of the rest share."""
    left = dict.fromkeys(names)
    groups: dict[_Head, list[str]] = {}
    for size, enough in ((2, _SHARE_TWO), (1, 2)):
        heads = {name: _heads(name, size) for name in left}
        shared = Counter(head for found in heads.values() for head in found)
        while shared:
            best = min(shared, key=lambda head: (-shared[head], sorted(head)))
            if shared[best] < enough:
                break
            groups[best] = [name for name in left if best in heads[name]]
            for name in groups[best]:
                shared.subtract(heads[name])
                del left[name]
    return groups | {frozenset([name]): [name] for name in left}


def _heads(name: str, size: int) -> list[_Head]:
    """The sets of ``size`` words a name is about; what one does or a vague word only where it is about nothing else."""
    idea = normal_form(name).idea
    things = sorted(filter(is_thing, idea)) or sorted(idea)
    return [frozenset(words) for words in combinations(things, size)]


def _title(head: _Head, members: Sequence[str]) -> str:
    """What all members share, as they write it most often; else their head, in the form of a skill name."""
    ideas = [normal_form(name).idea for name in members]
    for words in (frozenset.intersection(*ideas), head):
        written = Counter(part for name in members for part in _parts(name) if normal_form(part).idea == words)
        if written:
            return min(written, key=lambda part: (-written[part], len(part), part))
    return "_".join(sorted(head))


def _parts(name: str) -> set[str]:
    """Every run of words of a name, in the form of a skill name."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return {"_".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
