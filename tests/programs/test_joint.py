"""Two problems joined once and drawn many times, and a told problem told again with other numbers."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import islice
from random import Random

import pytest
from tests.programs.makers_audit import faults_of

from mathwright.programs.catalog import template_of
from mathwright.programs.chain import row_made
from mathwright.programs.frames import Frame, frame_of, fresh_values, redrawn
from mathwright.programs.joining import Told, tell
from mathwright.programs.joint import Joint, joints
from mathwright.programs.made import Made, Refused
from mathwright.programs.parts import unneeded
from mathwright.programs.replay import replay
from mathwright.programs.side_by_side import FARTHEST, misfit_of_sizes
from mathwright.programs.stray import stray_numbers
from mathwright.programs.telling import tell as worked_text
from mathwright.programs.template import Template
from mathwright.seeds.shipped import shipped_seeds


@cache
def templates() -> tuple[Template, ...]:
    found = (template_of(problem) for problem in shipped_seeds())
    return tuple(template for template in found if isinstance(template, Template) and template.objection is None)


@cache
def some_joints() -> tuple[Joint, ...]:
    return tuple(islice(joints(templates()[:30], templates()[30:60], Random(1)), 60))


@cache
def drawn() -> tuple[Made, ...]:
    made = (
        joint.drawn(Random(f"{place}:{draw}"), f"{draw % 4}")
        for place, joint in enumerate(some_joints())
        for draw in range(12)
    )
    return tuple(one for one in made if isinstance(one, Made))


def told(template: Template) -> Told:
    made = tell(template, template.values)
    assert isinstance(made, Told)
    return made


@pytest.mark.parametrize("place", range(0, 60, 6))
def test_a_frame_tells_what_the_template_tells(place: int) -> None:
    template = templates()[place]
    frame = frame_of(told(template))
    assert frame is not None
    for draw in range(5):
        values = fresh_values(template, Random(draw))
        again, fresh = frame.told(values), tell(template, values)
        assert isinstance(fresh, Told)
        assert again is not None
        assert again.story == fresh.story


def test_a_number_that_stands_outside_of_the_slots_makes_no_frame() -> None:
    sample = told(templates()[0])
    sample.story.question += " There are 3 more."
    assert frame_of(sample) is None


def test_a_number_that_cannot_be_written_is_not_told() -> None:
    template = next(one for one in templates() if any(given.form == "word" for given in one.givens))
    frame = frame_of(told(template))
    assert isinstance(frame, Frame)
    values = list(template.values)
    for mention, register in zip(template.givens, template.given_registers, strict=True):
        if mention.form == "word":
            values[register] = 1234
    assert frame.told(values) is None


def test_most_draws_of_a_joint_come_to_a_problem() -> None:
    assert len(drawn()) > 0.7 * 12 * len(some_joints())


def test_every_drawn_problem_holds_when_computed_again() -> None:
    for made in drawn():
        assert faults_of(made) == []
        text = worked_text(made.program.lines, made.answer)
        again = replay(text)
        assert again.faults == ()
        assert again.answer == Fraction(made.answer)
        assert stray_numbers(text, made.question) == ()


def test_every_drawn_problem_says_its_givens_where_the_program_has_them_and_needs_both_parts() -> None:
    for made in drawn():
        assert unneeded(made.program, made.parts) == ()
        for part in made.parts:
            for place in part.givens:
                given = made.program.givens[place]
                shown = made.question[given.start : given.end].replace(",", "")
                if shown.isdecimal():
                    assert shown == given.value


def test_the_draws_of_a_joint_differ_in_their_numbers() -> None:
    joint = some_joints()[0]
    questions = {made.question for draw in range(20) if isinstance(made := joint.drawn(Random(draw), "a"), Made)}
    assert len(questions) > 10


def test_a_draw_depends_on_nothing_drawn_before() -> None:
    joint = some_joints()[1]
    alone = joint.drawn(Random("x"), "a")
    for draw in range(5):
        joint.drawn(Random(draw), f"{draw}")
    assert joint.drawn(Random("x"), "a") == alone


def test_all_three_ways_are_drawn_and_the_first_problem_is_the_first_parent() -> None:
    assert {made.way for made in drawn()} == {"sequence", "parallel", "conditional"}
    firsts = {template.problem_id for template in templates()[:30]}
    assert all(made.parents[0] in firsts and made.parents[1] not in firsts for made in drawn())


def test_a_problem_is_not_joined_with_itself() -> None:
    one = templates()[:1]
    assert list(joints(one, one, Random(1))) == []


def test_a_row_that_is_drawn_again_reads_as_its_problems_joined_anew() -> None:
    compared = 0
    for joint in (one for one in some_joints() if one.fed):
        row = redrawn(joint.frames, Random(1))
        anew = None if row is None else row_made([drawn.told() for drawn in row])
        if isinstance(anew, Made):
            made = joint.drawn(Random(1), "a")
            assert isinstance(made, Made)
            assert (made.question, made.program, made.parts) == (anew.question, anew.program, anew.parts)
            compared += 1
    assert compared > 5


def test_what_keeps_two_results_apart_is_told_without_their_texts() -> None:
    first, second = (told(one) for one in templates()[:2])
    assert misfit_of_sizes(first, 5, second, 5) == "equal results"
    assert misfit_of_sizes(first, 1, second, 5) == "sizes differ"
    assert misfit_of_sizes(first, 2, second, 2 * FARTHEST + 1) == "sizes differ"
    assert misfit_of_sizes(first, 2, second, 2 * FARTHEST) is None


def test_each_result_under_a_letter_is_told_once() -> None:
    for made in drawn():
        told_results = [line for line in made.program.lines if line.startswith("So ")]
        letters = 1 if made.way == "sequence" else 2
        assert len(told_results) == len(set(told_results)) == letters


def test_what_no_number_can_mend_refuses_every_draw_of_a_question() -> None:
    joint = replace(next(one for one in some_joints() if not one.fed), misfit="two long stories")
    assert joint.drawn(Random(1), "a") == Refused("two long stories")
