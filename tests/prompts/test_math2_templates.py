"""The templates of MATH²: their messages and blocks, and that every worked reply in them parses."""

import json
import re
from typing import Any

import pytest

from mathwright.prompts.draft import Draft, Response
from mathwright.prompts.forms.catalog import BY_NAME, FORMS
from mathwright.prompts.math2 import (
    RUBRIC,
    Attempt,
    AttemptSolution,
    CheckExemplar,
    ClusterSkills,
    CoarseSkill,
    ExemplarVerdict,
    LabelSkill,
    PairVerdict,
    QuestionVerdict,
    RelabelProblem,
    SkillCluster,
    SkillClusters,
    SkillExamples,
    SkillLabel,
    SolveQuestion,
    SolveWithout,
    ValidatePair,
    ValidateQuestion,
    WriteQuestion,
)
from mathwright.prompts.program_check import WriteProgram
from mathwright.prompts.prompt import Prompt
from mathwright.prompts.rendering import Message, Templates
from mathwright.recipes.catalog import RECIPES
from mathwright.recipes.skills import skill_name
from mathwright.records import Problem, Program, Step

LINE = "a line only the program tells"
OWN = "the solution that came with the draft"
LAST = "987654321"
PROGRAM = Program(givens=(), steps=(Step(expression="2+2", value=LAST),), answer=0, lines=(LINE,))
TEMPLATES = Templates()


def problem(question: str, *solutions: str) -> Problem:
    return Problem(
        problem_id=f"id of {question}", question=question, solutions=solutions, answer=LAST, source="t", program=PROGRAM
    )


A = problem("What is {{ 7 }} % of $a_{1}$?\n", "It is\n\n$\\frac{7}{100}a_1$: \\boxed{7}.\n")
B = problem("How far is it?", "So far: \\boxed{2}", "A second text.")
BARE = problem("Which one?")
PAIR = (SkillExamples(skill="percents", exemplars=(A, B)), SkillExamples(skill="rates", exemplars=(BARE,)))
DRAFT = Draft(
    kind="compose", question="How many?\n", parents=("a",), solution=OWN, answer=LAST, program=PROGRAM, parts=()
)
BROKEN = Attempt(text="The price is nowhere said.", broken="missing data")
CLUSTERS = (SkillCluster(name="percents", members=("tips", "tax")), SkillCluster(name="rates", members=("speed",)))
VERDICT = PairVerdict(reason="They \\differ.", distinct=True)
TURN = ValidatePair(pair=PAIR).turn(VERDICT)

SOLVED_A = """<question>
What is {{ 7 }} % of $a_{1}$?
</question>
<solution>
It is

$\\frac{7}{100}a_1$: \\boxed{7}.
</solution>
"""
SKILLS = f"""<skill>
<name>percents</name>
<exemplar>
{SOLVED_A}</exemplar>
<exemplar>
<question>
How far is it?
</question>
<solution>
So far: \\boxed{{2}}
</solution>
</exemplar>
</skill>
<skill>
<name>rates</name>
<exemplar>
<question>
Which one?
</question>
</exemplar>
</skill>

"""
QUESTION = "<question>\nHow many?\n</question>"
PROBLEM = f"<problem>\n{SOLVED_A}</problem>\n\n"
ATTEMPTED = "<attempt>\nThe price is nowhere said.\n</attempt>\n<broken>missing data</broken>"
WRITE = "Write one new question that needs both skills. Reply with the repaired one only, as <question> and <solution>."
PAIR_ASKED = f"{SKILLS}Are these two skills qualitatively distinct? Reply with the JSON object."

LAST_MESSAGES: list[tuple[Prompt[Any], str]] = [
    (LabelSkill(problem=A, most=2), f"{PROBLEM}Name at most 2."),
    (
        ClusterSkills(subject="Algebra", names=("tax", "tips")),
        "Subject: Algebra\n<names>\n- tax\n- tips\n</names>\nNumber of names: 2.",
    ),
    (
        RelabelProblem(problem=A, clusters=CLUSTERS),
        f"<names>\n- percents\n- rates\n</names>\n{PROBLEM}Of which listed skill is this problem the best example?",
    ),
    (
        CheckExemplar(problem=A, skill="percents"),
        f"<skill>\n<name>percents</name>\n</skill>\n{PROBLEM}Is this problem a fit example of the skill?",
    ),
    (ValidatePair(pair=PAIR), PAIR_ASKED),
    (
        WriteQuestion(pair=PAIR),
        f"{SKILLS}{WRITE}",
    ),
    (AttemptSolution(draft=DRAFT), QUESTION),
    (
        ValidateQuestion(pair=PAIR, draft=DRAFT, attempt=BROKEN),
        f"{SKILLS}{QUESTION}\n{ATTEMPTED}\n\nValidate this question over all criteria. Reply with the JSON object.",
    ),
    (SolveQuestion(pair=PAIR, draft=DRAFT), f"{SKILLS}{QUESTION}\n\nSolve this question."),
    (SolveWithout(pair=PAIR, draft=DRAFT, forbidden="rates"), f"<forbidden>rates</forbidden>\n{QUESTION}"),
]
PROMPTS = {type(prompt).__name__: prompt for prompt, _ in LAST_MESSAGES}
NAMES = list(PROMPTS)
FEW_SHOT_TURNS = {
    "SolveWithout": 3,
    "ClusterSkills": 1,
    "RelabelProblem": 1,
    "SolveQuestion": 1,
    "WriteQuestion": 4,
    "ValidateQuestion": 4,
}
"""Worked turns before the last message; 2 where nothing is said."""


def messages(name: str) -> tuple[Message, ...]:
    return TEMPLATES.render(PROMPTS[name]).messages


def worked_turns(name: str) -> list[tuple[str, str]]:
    """User's and assistant's text of each worked turn."""
    told = [message.content for message in messages(name)[1:-1]]
    return list(zip(told[::2], told[1::2], strict=True))


def parsed(name: str, reply: str) -> Any:
    return FORMS[BY_NAME[name]].parse(PROMPTS[name], reply)


def test_every_template_of_the_recipe_is_looked_at_here() -> None:
    assert [type(prompt) for prompt in PROMPTS.values()] == [
        one for one in RECIPES["math2"].prompts if one is not WriteProgram
    ]


# --- messages and blocks --------------------------------------------------------------------------


@pytest.mark.parametrize(("prompt", "last"), [pytest.param(*case, id=type(case[0]).__name__) for case in LAST_MESSAGES])
def test_the_last_message_holds_all_that_is_shown_in_its_blocks(prompt: Prompt[Any], last: str) -> None:
    assert TEMPLATES.render(prompt).messages[-1] == Message("user", last)


@pytest.mark.parametrize("name", NAMES)
def test_a_system_message_is_followed_by_worked_turns_and_one_question(name: str) -> None:
    roles = [message.role for message in messages(name)]

    assert roles == ["system", *(["user", "assistant"] * FEW_SHOT_TURNS.get(name, 2)), "user"]


def test_an_attempt_that_finished_is_shown_to_a_validator_as_not_broken() -> None:
    finished = ValidateQuestion(pair=PAIR, draft=DRAFT, attempt=Attempt(text="So \\boxed{3}.", broken=None))

    last = TEMPLATES.render(finished).messages[-1].content

    assert "<attempt>\nSo \\boxed{3}.\n</attempt>\n<broken>no</broken>\n" in last


def test_the_talk_about_the_pair_stands_right_before_the_last_message() -> None:
    alone = messages("WriteQuestion")
    after_talk = TEMPLATES.render(WriteQuestion(pair=PAIR, conversation=(TURN,))).messages

    reply = json.dumps({"reason": "They \\differ.", "distinct": True}, indent=1)
    assert after_talk == (*alone[:-1], Message("user", PAIR_ASKED), Message("assistant", reply), alone[-1])


def test_the_writer_is_told_of_the_talk_about_the_pair() -> None:
    system = messages("WriteQuestion")[0].content

    assert "A talk about your two skills, answered with a JSON object, may stand before the last message" in system


def test_system_messages_are_all_different_and_hold_no_data() -> None:
    systems = [messages(name)[0].content for name in NAMES]

    assert len(set(systems)) == len(NAMES)
    assert not [text for text in systems if "{{" in text or "percents" in text or "<exemplar>" in text]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_kept_back_is_rendered(name: str) -> None:
    text = "\n".join(message.content for message in messages(name))

    assert [kept for kept in (LINE, OWN, LAST, "A second text.", "2+2") if kept in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_fixed_part_stays_short_enough_to_be_sent_thousands_of_times(name: str) -> None:
    fixed = sum(len(message.content) for message in messages(name)[:-1])

    assert 1_500 <= fixed <= {"WriteQuestion": 7_500, "ValidateQuestion": 9_000, "SolveWithout": 4_500}.get(name, 4_000)


# --- worked examples parse ------------------------------------------------------------------------

EXPECTED: dict[str, list[Any]] = {
    "LabelSkill": [
        ["complementary_counting_for_probability"],
        ["simultaneous_congruence_conditions", "divisibility_of_products_of_consecutive_integers"],
    ],
    "RelabelProblem": ["quadratic_equations_by_factoring"],
    "CheckExemplar": [False, True],
    "ValidatePair": [False, True],
    "AttemptSolution": ["impossible quantity", None],
    "SolveWithout": [None, "needs the skill", "needs the skill"],
    "ValidateQuestion": [
        ((), True),
        (("exact_answer", "realistic"), False),
        (("both_skills", "no_surplus"), False),
        ((), True),
    ],
}


def gist(reply: Any) -> Any:
    match reply:
        case SkillLabel():
            return list(reply.skills)
        case CoarseSkill():
            return reply.skill
        case ExemplarVerdict():
            return reply.fits
        case PairVerdict():
            return reply.distinct
        case Attempt():
            return reply.broken
        case QuestionVerdict():
            return reply.failed, reply.valid


@pytest.mark.parametrize("name", EXPECTED)
def test_worked_replies_say_what_they_are_meant_to(name: str) -> None:
    assert [gist(parsed(name, reply)) for _, reply in worked_turns(name)] == EXPECTED[name]


@pytest.mark.parametrize("name", [name for name in NAMES if FORMS[BY_NAME[name]].schema is not None])
def test_worked_json_holds_nothing_but_the_object_and_no_backslash(name: str) -> None:
    for _, reply in worked_turns(name):
        assert (reply[0], reply[-1], "\\" in reply) == ("{", "}", False)
        assert isinstance(json.loads(reply), dict)


def test_worked_clusters_hold_each_name_once_and_have_names_of_their_own() -> None:
    ((asked, reply),) = worked_turns("ClusterSkills")
    found = parsed("ClusterSkills", reply)
    assert isinstance(found, SkillClusters)
    members = [member for cluster in found.clusters for member in cluster.members]
    names = [cluster.name for cluster in found.clusters]

    assert sorted(members) == sorted(re.findall(r"^- (.+)$", asked, re.MULTILINE))
    assert asked.endswith(f"Number of names: {len(members)}.")
    assert len(set(names)) == len(names) == 4


def test_names_given_in_worked_replies_are_in_the_form_of_skills() -> None:
    labels = [name for _, reply in worked_turns("LabelSkill") for name in parsed("LabelSkill", reply).skills]
    clusters = [
        one.name for _, reply in worked_turns("ClusterSkills") for one in parsed("ClusterSkills", reply).clusters
    ]

    assert [name for name in labels + clusters if skill_name(name) != name] == []


def test_the_worked_relabelling_chooses_a_listed_name() -> None:
    ((asked, reply),) = worked_turns("RelabelProblem")

    assert f"- {parsed('RelabelProblem', reply).skill}\n" in asked


def test_labels_are_no_more_than_asked_for() -> None:
    for asked, reply in worked_turns("LabelSkill"):
        most = int(asked.rpartition("at most ")[2].rstrip("."))
        assert len(parsed("LabelSkill", reply).skills) <= most


def test_where_one_name_is_allowed_no_worked_label_holds_two_and_the_system_message_stays() -> None:
    one, more = (TEMPLATES.render(LabelSkill(problem=A, most=most)).messages for most in (1, 2))

    assert one[0] == more[0]
    assert [message.content.rpartition("\n")[2] for message in one[1::2]] == ["Name at most 1."] * 3
    told = [parsed("LabelSkill", message.content).skills for message in one[2::2]]
    assert told == [("complementary_counting_for_probability",), ("simultaneous_congruence_conditions",)]


def test_the_worked_clusters_are_tight_and_one_holds_a_single_name() -> None:
    ((_, reply),) = worked_turns("ClusterSkills")

    assert [len(one.members) for one in parsed("ClusterSkills", reply).clusters] == [2, 3, 3, 1]


def test_both_dialogues_repair_a_draft_after_criticism() -> None:
    turns = worked_turns("WriteQuestion")
    drafts = [parsed("WriteQuestion", reply) for _, reply in turns]

    assert all(isinstance(draft, Draft) and draft.solution for draft in drafts)
    assert [asked.startswith("<skill>") for asked, _ in turns] == [True, False, True, False]
    assert ["needs one skill only" in turns[1][0], "datum is missing" in turns[3][0]] == [True, True]


def test_the_worked_solution_parses() -> None:
    ((_, reply),) = worked_turns("SolveQuestion")

    assert parsed("SolveQuestion", reply) == Response(text=reply)


# --- forms and names in the system messages -------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in NAMES if FORMS[BY_NAME[name]].schema is not None])
def test_the_sample_of_the_reply_form_parses(name: str) -> None:
    system = messages(name)[0].content
    sample, _ = json.JSONDecoder().raw_decode(system, system.index("{"))

    assert parsed(name, json.dumps(sample)).model_dump(mode="json") == sample


def test_the_sample_of_a_draft_parses() -> None:
    system = messages("WriteQuestion")[0].content

    assert parsed("WriteQuestion", system[system.rindex("<question>") :]).question.startswith("the question")


BREAKS = {
    "AttemptSolution": (
        "missing data", "ambiguous", "contradictory", "no exact answer", "several answers", "intractable",
        "impossible quantity",
    ),
    "SolveWithout": ("needs the skill", "question is faulty"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "words"), BREAKS.items())
def test_each_word_for_a_break_is_offered_and_parses_without_an_answer(name: str, words: tuple[str, ...]) -> None:
    system = messages(name)[0].content

    for word in words:
        assert word in system
        assert parsed(name, f"<attempt>\nHere it stops.\n</attempt>\n<broken>{word}</broken>").broken == word


def test_the_validator_knows_every_criterion_by_its_own_name() -> None:
    system = messages("ValidateQuestion")[0].content

    assert tuple(re.findall(r"^- (\w+): ", system, re.MULTILINE)) == RUBRIC


def test_the_last_worked_validation_keeps_a_question_whose_attempt_errs() -> None:
    asked, reply = worked_turns("ValidateQuestion")[-1]

    assert "<broken>several answers</broken>" in asked
    assert parsed("ValidateQuestion", reply).reason.startswith("The attempt errs")
