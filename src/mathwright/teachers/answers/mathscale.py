"""MathScale's prompts, answered by labels, names and chains of programs."""

from mathwright.concepts.labels import labels_of
from mathwright.concepts.synonyms import merge_names
from mathwright.errors import ModelReplyError
from mathwright.programs.catalog import template_of
from mathwright.programs.chain import chain
from mathwright.programs.kept import Latest
from mathwright.programs.made import Refused
from mathwright.programs.parts import unneeded
from mathwright.programs.template import Template
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.mathscale import (
    Examination,
    ExamineProblem,
    ExtractConcepts,
    Extraction,
    MergedName,
    MergedNames,
    MergeNames,
    SolveReference,
    WriteProblem,
)
from mathwright.records import Problem
from mathwright.teachers.answers.alone import rewritten
from mathwright.teachers.answers.chains import problem_drawn
from mathwright.teachers.answers.drawn import MODEL_NEEDED, chance, draft_of, worked_answer
from mathwright.teachers.answers.rubric import broken_at

Material = tuple[tuple[Problem, ...], ...]


def answer_extract(prompt: ExtractConcepts, draw: int, run_seed: int) -> Extraction:
    """The topics and knowledge points that operations and words of the seed problem tell of."""
    labels = labels_of(prompt.problem)
    if labels is None or not labels.topics or not labels.knowledge_points:
        raise ModelReplyError(f"no label: {MODEL_NEEDED}")
    return Extraction(topics=labels.topics, knowledge_points=labels.knowledge_points)


def answer_merge(prompt: MergeNames, draw: int, run_seed: int) -> MergedNames:
    """The groups that the names themselves, and where they stand together, tell of."""
    counts = {seen.name: seen.count for seen in prompt.names}
    together = {(pair.first, pair.second): pair.count for pair in prompt.together}
    groups = merge_names(list(counts), counts, together)
    return MergedNames(
        groups=tuple(MergedName(name=one.name, members=one.members) for one in groups if len(one.members) > 1)
    )


def answer_write(prompt: WriteProblem, draw: int, run_seed: int) -> Draft:
    """Seed problems of the knowledge points chained in the order walked; a single one is rewritten."""
    if prompt.draws > 1:
        return problem_drawn(prompt, draw, run_seed)
    rng = chance(run_seed, prompt, draw)
    links = [[problem for problem in problems if _template(problem) is not None] for problems in prompt.material]
    if not links or not all(links):
        raise ModelReplyError(f"no seed problem with a program: {MODEL_NEEDED}")
    if len(links) == 1:
        return rewritten(links[0], rng)
    made = chain([[template for template in map(_template, link) if template is not None] for link in links], rng)
    if isinstance(made, Refused):
        raise ModelReplyError(made.reason)
    return draft_of("chain", made, with_solution=True)


def _template(problem: Problem) -> Template | None:
    template = template_of(problem)
    return None if isinstance(template, Refused) else template


def answer_examine(prompt: ExamineProblem, draw: int, run_seed: int) -> Examination:
    """Whether every knowledge point has a seed problem among the parents, and the answer needs each of them."""
    draft = prompt.draft
    if draft.program is None or draft.answer is None:
        raise ModelReplyError(f"no program: {MODEL_NEEDED}")
    needed = set(draft.parents) - set(unneeded(draft.program, draft.parts))
    by_point = _ids_and_names(prompt.material)
    missing = [
        point for point, known in zip(prompt.knowledge_points, by_point, strict=True) if needed.isdisjoint(known)
    ]
    kept = {name for known in by_point for parent in needed.intersection(known) for name in known[parent]}
    missing += [topic for topic in prompt.topics if topic not in kept]
    sound = broken_at(draft, draft.program, draft.answer) is None
    reason = f"not needed: {', '.join(missing)}" if missing else "every part is needed"
    return Examination(reason=reason, missing=tuple(missing), sound=sound)


def _names_by_id(material: Material) -> tuple[dict[str, frozenset[str]], ...]:
    """For each knowledge point, the seed problems' ids with the names of their concepts."""
    found: tuple[dict[str, frozenset[str]], ...] = tuple({} for _ in material)
    for known, problems in zip(found, material, strict=True):
        for problem in problems:
            names = frozenset(concept.name for concept in problem.concepts)
            known[problem.problem_id] = known.get(problem.problem_id, frozenset()) | names
    return found


_ids_and_names: Latest[Material, tuple[dict[str, frozenset[str]], ...]] = Latest(_names_by_id)


def answer_reference(prompt: SolveReference, draw: int, run_seed: int) -> Response:
    """A reasoning path of the draft."""
    return worked_answer(prompt, prompt.draft, draw, run_seed)
