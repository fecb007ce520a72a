import json
from typing import Any

import pytest

from mathwright.errors import ModelReplyError
from mathwright.prompts import math2, mathscale, mugglemath
from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.forms.catalog import BY_NAME, FORMS
from mathwright.prompts.prompt import Prompt
from mathwright.prompts.rendering import Message, Templates
from mathwright.records import Problem
from mathwright.seeds.shipped import shipped_seeds
from mathwright.verify.equality import same
from mathwright.verify.extract import extract
from tests.hostile.asked import Asked, asked_of
from tests.hostile.careless import spoil
from tests.hostile.client import ask
from tests.hostile.faults import SPOILED, Spoiled
from tests.hostile.model import LOST, ProgramModel
from tests.hostile.rebuild import Unreadable
from tests.hostile.samples import samples
from tests.hostile.server import HostileServer

TEMPLATES = Templates()
SEEDS = tuple(shipped_seeds())
MODEL = ProgramModel()


def body_of(prompt: Prompt[Any], *more: Message) -> dict[str, Any]:
    messages = [*TEMPLATES.render(prompt).messages, *more]
    return {"model": "m", "messages": [{"role": role, "content": content} for role, content in messages]}


def asked_for(prompt: Prompt[Any], *more: Message) -> Asked:
    return asked_of("openai", body_of(prompt, *more))


def said(prompt: Prompt[Any], model: ProgramModel = MODEL, sample: int = 0) -> Any:
    """The reply to the rendered prompt, read by the form's own parser."""
    return FORMS[type(prompt)].parse(prompt, model.reply(asked_for(prompt), sample))


def skill(name: str, most: int = 3) -> math2.SkillExamples:
    fit = [seed for seed in SEEDS if any(concept.name == name for concept in seed.concepts)]
    return math2.SkillExamples(skill=name, exemplars=tuple(fit[:most]))


PAIR = (skill("total_cost"), skill("unit_rate"))
FREE = Problem(
    problem_id="free",
    question="Find the area of the triangle with sides $13$, $14$ and $15$.",
    solutions=("By Heron's formula the area is $\\boxed{84}$.",),
    answer="84",
    source="math",
)


def answer_of(text: str) -> str:
    found = extract(text).answer
    assert found is not None
    return found


# --- every type -----------------------------------------------------------------------------------


def test_there_is_a_sample_of_every_type_and_each_is_told_by_its_system_message() -> None:
    assert [type(prompt).__name__ for prompt in samples()] == list(BY_NAME)
    assert MODEL.rebuilder.known == set(BY_NAME)
    assert [MODEL.prompt_of(asked_for(prompt)) for prompt in samples()] == list(BY_NAME)


@pytest.mark.parametrize("prompt", samples(), ids=lambda prompt: type(prompt).__name__)
def test_the_reply_to_every_type_is_read_by_its_form_and_is_the_same_each_time(prompt: Prompt[Any]) -> None:
    assert isinstance(said(prompt), type(prompt).reply_type)
    assert ProgramModel().reply(asked_for(prompt), 0) == MODEL.reply(asked_for(prompt), 0)
    assert MODEL.unreadable == []


@pytest.mark.parametrize("prompt", samples(), ids=lambda prompt: type(prompt).__name__)
def test_what_a_prompt_shows_is_rebuilt_from_its_text(prompt: Prompt[Any]) -> None:
    rebuilt = MODEL.rebuilder.prompt_of(asked_for(prompt))
    assert rebuilt is not None
    shown, told = rebuilt.shown().model_dump(), prompt.shown().model_dump()
    shown.pop("subject", None), told.pop("subject", None)
    assert shown == told


@pytest.mark.parametrize("prompt", samples(), ids=lambda prompt: type(prompt).__name__)
def test_a_re_ask_is_answered_as_the_prompt_before_it(prompt: Prompt[Any]) -> None:
    again = Message("assistant", "Sure!"), Message("user", TEMPLATES.again("no <question> block"))
    rebuilt = MODEL.rebuilder.prompt_of(asked_for(prompt, *again))
    assert rebuilt == MODEL.rebuilder.prompt_of(asked_for(prompt))
    assert MODEL.prompt_of(asked_for(prompt, *again)) == type(prompt).__name__


def test_a_prompt_goes_through_both_protocols() -> None:
    prompt = samples()[0]
    body = body_of(prompt)
    system, *rest = body["messages"]
    message = {"model": "m", "max_tokens": 2000, "system": system["content"], "messages": rest}
    with HostileServer(model=MODEL) as server:
        chat = ask(server.port, body=json.dumps(body).encode())
        native = ask(server.port, "/v1/messages", json.dumps(message).encode())
    text = chat.json["choices"][0]["message"]["content"]
    assert native.json["content"][0]["text"] == text
    assert FORMS[type(prompt)].parse(prompt, text).skills == ("total_cost",)
    assert {call.prompt for call in server.calls} == {"LabelSkill"}


def test_what_is_no_prompt_of_ours_and_what_misses_a_block_is_not_understood() -> None:
    model = ProgramModel()
    other = {"model": "m", "messages": [{"role": "user", "content": "Tell me a joke."}]}
    assert model.reply(asked_of("openai", other), 0) == LOST
    assert model.unreadable == []
    body = body_of(samples()[0])
    body["messages"][0]["content"] = "You are a pirate."
    assert model.reply(asked_of("openai", body), 0) == LOST
    assert model.unreadable.pop() == "no template has the system message: You are a pirate."
    body = body_of(samples()[0])
    body["messages"][-1]["content"] = "No problem here."
    assert model.reply(asked_of("openai", body), 0) == LOST
    assert model.unreadable == ["LabelSkill: no <problem>"]
    with pytest.raises(Unreadable, match="no <problem>"):
        model.rebuilder.prompt_of(asked_of("openai", body))


# --- MATH² ----------------------------------------------------------------------------------------


def written(model: ProgramModel = MODEL) -> Draft:
    pair_prompt = math2.ValidatePair(pair=PAIR)
    turn = pair_prompt.turn(said(pair_prompt, model))
    draft = said(math2.WriteQuestion(pair=PAIR, conversation=(turn,)), model)
    assert isinstance(draft, Draft)
    return draft


def test_what_it_wrote_it_can_attempt_validate_and_solve() -> None:
    draft = written()
    assert draft.program is None
    key = answer_of(draft.solution or "")
    attempt = said(math2.AttemptSolution(draft=draft))
    assert (attempt.broken, answer_of(attempt.text)) == (None, key)
    verdict = said(math2.ValidateQuestion(pair=PAIR, draft=draft, attempt=attempt))
    assert (verdict.failed, verdict.valid) == ((), True)
    texts = [said(math2.SolveQuestion(pair=PAIR, draft=draft), sample=sample).text for sample in range(4)]
    assert {answer_of(text) for text in texts} == {key}
    assert all(text.count("\\boxed{") == 1 and "<<" not in text for text in texts)
    for name in ("total_cost", "unit_rate"):
        assert said(math2.SolveWithout(pair=PAIR, draft=draft, forbidden=name)).broken == "needs the skill"


def test_a_validator_who_is_told_that_the_attempt_broke_finds_it_unclear() -> None:
    draft = written()
    attempt = math2.Attempt(text="It does not say how much.", broken="missing data")
    verdict = said(math2.ValidateQuestion(pair=PAIR, draft=draft, attempt=attempt))
    assert (verdict.failed, verdict.valid) == (("clear_and_complete",), False)


def test_some_final_solutions_are_wrong_where_it_is_told_to_err() -> None:
    model = ProgramModel(wrong=0.4)
    draft = written(model)
    prompt = math2.SolveQuestion(pair=PAIR, draft=draft)
    key = answer_of(draft.solution or "")
    right = [same(answer_of(said(prompt, model, sample).text), key).state == "equal" for sample in range(40)]
    assert 15 <= sum(right) <= 33
    assert right == [same(answer_of(said(prompt, model, n).text), key).state == "equal" for n in range(40)]
    assert all(same(answer_of(said(prompt, MODEL, n).text), key).state == "equal" for n in range(40))


def test_a_question_that_nobody_wrote_is_attempted_in_vain() -> None:
    drafts = [Draft(kind="compose", question=f"A pen costs ${n}. How much do 3 cost?", parents=()) for n in range(20)]
    attempts = [said(math2.AttemptSolution(draft=draft)) for draft in drafts]
    assert {attempt.broken for attempt in attempts} == {None, "missing data"}
    solved = [said(math2.SolveQuestion(pair=PAIR, draft=draft)) for draft in drafts]
    assert not any(same(answer_of(one.text), str(3 * n)).state == "equal" for n, one in enumerate(solved) if n > 3)
    verdict = said(math2.ValidateQuestion(pair=PAIR, draft=drafts[0], attempt=attempts[0]))
    assert (verdict.valid, verdict.failed[0]) == (False, "both_skills")


def test_free_text_gets_a_general_label_and_a_question_all_the_same() -> None:
    (label,) = said(math2.LabelSkill(problem=FREE)).skills
    assert label in ("algebraic_manipulation", "geometric_reasoning", "counting_arguments", "properties_of_numbers")
    clusters = tuple(math2.SkillCluster(name=name, members=(name,)) for name in ("counting", "geometry"))
    assert said(math2.RelabelProblem(problem=FREE, clusters=clusters)).skill in ("counting", "geometry")
    assert said(math2.CheckExemplar(problem=FREE, skill="geometry")).fits is True
    free = tuple(math2.SkillExamples(skill=name, exemplars=(FREE,)) for name in ("counting", "geometry"))
    draft = said(math2.WriteQuestion(pair=(free[0], free[1])))
    assert "boxed" in (draft.solution or "")
    assert answer_of(said(math2.SolveQuestion(pair=PAIR, draft=draft)).text) == answer_of(draft.solution)


# --- MathScale ------------------------------------------------------------------------------------


def test_a_composition_is_written_examined_and_solved() -> None:
    seeds = skill("unit_rate").exemplars
    concepts = [said(mathscale.ExtractConcepts(problem=seed)) for seed in seeds]
    points = tuple(dict.fromkeys(point for one in concepts for point in one.knowledge_points))[:2]
    topics = concepts[0].topics
    draft = said(mathscale.WriteProblem(topics=topics, knowledge_points=points, examples=seeds))
    found = said(mathscale.ExamineProblem(topics=topics, knowledge_points=points, draft=draft))
    assert (found.missing, found.sound) == ((), True)
    more = said(mathscale.ExamineProblem(topics=(*topics, "Optics"), knowledge_points=(*points, "lenses"), draft=draft))
    assert more.missing == ("lenses", "Optics")
    assert answer_of(said(mathscale.SolveReference(draft=draft)).text) == answer_of(draft.solution)


def test_concepts_of_free_text_are_general() -> None:
    found = said(mathscale.ExtractConcepts(problem=FREE))
    assert (found.topics, len(found.knowledge_points)) == (("General Mathematics",), 1)


def test_an_unknown_problem_does_not_pass_the_examination() -> None:
    draft = Draft(kind="compose", question="How far is it to the moon?", parents=())
    found = said(mathscale.ExamineProblem(topics=("Money",), knowledge_points=("unit price",), draft=draft))
    assert found.missing == ("unit price",)


# --- MuggleMath -----------------------------------------------------------------------------------


@pytest.mark.parametrize("with_solution", [False, True])
def test_rewrites_are_answered_as_their_programs_say(with_solution: bool) -> None:
    prompt = mugglemath.RewriteQuery(
        query=PAIR[0].exemplars[0], companions=PAIR[1].exemplars, with_solution=with_solution
    )
    rewrites = said(prompt)
    assert len(rewrites.drafts) >= 3
    assert {draft.solution is not None for draft in rewrites.drafts} == {with_solution}
    for draft in rewrites.drafts:
        response = said(mugglemath.Respond(draft=draft))
        assert response.text.count("####") == 1
        assert "<<" in response.text
        assert "\\boxed" not in response.text
        if draft.solution is not None:
            assert answer_of(draft.solution) == answer_of(response.text)


def test_a_query_without_a_program_is_refused_kind_by_kind() -> None:
    rewrites = said(mugglemath.RewriteQuery(query=FREE))
    assert rewrites.drafts == ()
    assert {refusal.reason for refusal in rewrites.refusals} == {"cannot be done well"}


def test_a_seed_problem_is_answered_from_memory_and_a_stranger_by_a_guess() -> None:
    known = Draft(kind="compose", question=SEEDS[0].question, parents=())
    assert said(mugglemath.Respond(draft=known)) == Response(text=SEEDS[0].solutions[0])
    stranger = Draft(kind="compose", question="Is 7 a prime number?", parents=())
    assert "\\boxed{" in said(mugglemath.Respond(draft=stranger)).text


HARMLESS = {"preamble", "fences"}


@pytest.mark.parametrize("how", SPOILED)
def test_spoiled_replies_miss_their_form_and_untidy_ones_do_not(how: Spoiled) -> None:
    read: dict[str, bool] = {}
    for prompt in samples():
        spoiled = spoil(how, MODEL.reply(asked_for(prompt), 0))
        try:
            FORMS[type(prompt)].parse(prompt, spoiled.text)
            read[type(prompt).__name__] = spoiled.finish != "length"
        except ModelReplyError:
            read[type(prompt).__name__] = False
    if how == "under_escaped":
        expected = {name: FORMS[BY_NAME[name]].schema is None for name in BY_NAME}
    else:
        expected = dict.fromkeys(BY_NAME, how in HARMLESS)
    if how in ("wrong_tags", "two_boxes"):
        # a program has neither
        del read["WriteProgram"], expected["WriteProgram"]
    if how == "two_boxes":
        # no box stands in the reply to a prompt that asks for no solution, nor counts where an attempt broke off
        read = {
            name: fine for name, fine in read.items() if name not in ("RewriteQuery", "SolveWithout", "AttemptSolution")
        }
        expected = {name: expected[name] for name in read}
    assert read == expected
