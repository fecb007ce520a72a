"""Labels: what the program does together with what the question says, and never one of them alone."""

import time
from collections import Counter
from pathlib import Path

import pytest

from mathwright.concepts.exercised import MOST_POINTS, MOST_SKILLS, MOST_TOPICS
from mathwright.concepts.labels import Labels, computed_labels, facts_of_problem, labels_of, points_of
from mathwright.concepts.shapes import shape_phrases, shapes_of
from mathwright.concepts.vocabulary import asked_part, facts_of, read_clause, skills, vocabulary
from mathwright.errors import DataError
from mathwright.programs.catalog import template_of
from mathwright.programs.template import Template
from mathwright.records import Concept, Problem
from mathwright.seeds.reader import read_problems
from mathwright.seeds.shipped import shipped_seeds


def worked(question: str, *equations: str, concepts: tuple[Concept, ...] = ()) -> Problem:
    """A seed problem whose worked text is these equations, such as ``3*4=12``."""
    lines = [f"<<{equation}>>{equation.rpartition('=')[2]}" for equation in equations]
    answer = equations[-1].rpartition("=")[2]
    return Problem(
        problem_id=question,
        question=question,
        solutions=("\n".join([*lines, f"#### {answer}"]),),
        answer=answer,
        source="test",
        concepts=concepts,
    )


def told(problem: Problem) -> Labels:
    labels = labels_of(problem)
    assert labels is not None
    return labels


# --- which skill a problem needs ------------------------------------------------------------------

COAT = "A coat costs $80. In a sale the store takes 25% off the price. How much does Ana pay for the coat?"
LABELLED = [
    pytest.param(COAT, ["25/100*80=20", "80-20=60"], ("percentage_discount",), id="a percent taken off a price"),
    pytest.param(
        "A meal costs $40. Ben leaves a tip of 15%. How much does he pay in all?",
        ["15/100*40=6", "40+6=46"],
        ("tips_and_tax",),
        id="a tip",
    ),
    pytest.param(
        "A town had 400 houses. The number of houses grew by 20%. How many houses are there now?",
        ["20/100*400=80", "400+80=480"],
        ("percent_increase",),
        id="a percent on top",
    ),
    pytest.param(
        "After a storm the number of boats dropped by 20%. There were 50 boats. How many boats are there now?",
        ["20/100*50=10", "50-10=40"],
        ("percent_decrease",),
        id="a percent less",
    ),
    pytest.param(
        "In a school of 300 pupils, 40% walk. How many pupils walk?",
        ["300*40/100=120"],
        ("percentage_of_a_quantity",),
        id="a percent of a number",
    ),
    pytest.param(
        "Mia spent 30% of her money. This was 60 coins. How many coins did she have at first?",
        ["60/0.3=200"],
        ("whole_from_a_percentage",),
        id="the whole of a percent",
    ),
    pytest.param(
        "Two fifths of the 60 eggs are brown. How many eggs are brown?",
        ["2/5*60=24"],
        ("fraction_of_a_quantity",),
        id="a fraction of a number",
    ),
    pytest.param(
        "A third of the marbles in a bag are red. There are 12 red marbles. How many marbles are in the bag?",
        ["12*3=36"],
        ("whole_from_a_fraction",),
        id="the whole of a fraction",
    ),
    pytest.param(
        "Leo picked 14 plums. Kim picked half as many plums as Leo. How many plums did they pick together?",
        ["14/2=7", "14+7=21"],
        ("comparison_times_as_many",),
        id="half as many compares, it takes no fraction of a whole",
    ),
    pytest.param(
        "Leo picked 14 plums. Kim picked three times as many plums as Leo. How many plums did Kim pick?",
        ["3*14=42"],
        ("comparison_times_as_many",),
        id="three times as many",
    ),
    pytest.param(
        "Leo picked 14 plums. Kim picked 5 more plums than Leo. How many plums did they pick together?",
        ["14+5=19", "14+19=33"],
        ("comparison_more_than",),
        id="five more than",
    ),
    pytest.param(
        "Leo has 6 plums. Kim has twice as many plums as Leo, and Dan has 4 fewer plums than Kim. How many plums does "
        "Dan have?",
        ["2*6=12", "12-4=8"],
        ("chain_of_comparisons",),
        id="a comparison with what was compared",
    ),
    pytest.param(
        "The average of four tests is 80. Ida scored 70, 85 and 90 in three of them. What did she score in the last?",
        ["4*80=320", "70+85+90=245", "320-245=75"],
        ("average",),
        id="a value that an average leaves open",
    ),
    pytest.param(
        "Ann is 9 years old. Her mother is four times as old as Ann. How old will her mother be in 5 years?",
        ["4*9=36", "36+5=41"],
        ("age_relations",),
        id="ages",
    ),
    pytest.param(
        "A train travels 180 miles at 60 miles per hour. How many hours does it take?",
        ["180/60=3"],
        ("distance_speed_time",),
        id="a time from distance and speed",
    ),
    pytest.param(
        "Pia and Rob share 40 nuts in the ratio 3 to 5. How many nuts does Rob get?",
        ["3+5=8", "40/8=5", "5*5=25"],
        ("ratio_sharing",),
        id="a ratio",
    ),
    pytest.param(
        "A room is 6 feet long and 4 feet wide. What is its area in square feet?",
        ["6*4=24"],
        ("area_and_perimeter",),
        id="an area",
    ),
    pytest.param(
        "A box is 6 inches long, 4 inches wide and 3 inches high. What is its volume in cubic inches?",
        ["6*4=24", "24*3=72"],
        ("volume_and_capacity",),
        id="a volume is no area",
    ),
    pytest.param(
        "Tom buys 4 pens at $2 each and pays with a $10 bill. How much change does he get?",
        ["4*2=8", "10-8=2"],
        ("making_change",),
        id="change",
    ),
    pytest.param(
        "A stand sells 30 cups at $2 each. The cups and lemons cost $15. How much profit does it make?",
        ["30*2=60", "60-15=45"],
        ("profit_and_loss",),
        id="profit",
    ),
    pytest.param(
        "A shelf holds 3 boxes of 8 cups and 5 boxes of 6 cups. How many cups are on the shelf?",
        ["3*8=24", "5*6=30", "24+30=54"],
        ("combining_groups",),
        id="groups of two sizes",
    ),
    pytest.param(
        "Six friends share 42 cards equally. How many cards does each friend get?",
        ["42/6=7"],
        ("equal_sharing",),
        id="equal shares",
    ),
    pytest.param(
        "A rope is 5 feet long. How many inches is that, if a foot is 12 inches?",
        ["5*12=60"],
        ("unit_conversion",),
        id="feet to inches",
    ),
    pytest.param(
        "Nia had some beads. She gave away 8 beads and has 15 left. How many beads did she have at first?",
        ["15+8=23"],
        ("working_backward",),
        id="what was there at first",
    ),
    pytest.param(
        "A lake had 90 ducks. Then 20 flew away, 15 went to the river and 10 hid. How many ducks are left?",
        ["90-20=70", "70-15=55", "55-10=45"],
        ("remaining_after_parts",),
        id="what is left",
    ),
    pytest.param(
        "A colony has 3 cells. The number of cells doubles each hour. How many cells are there after 4 hours?",
        ["3*2=6", "6*2=12", "12*2=24", "24*2=48"],
        ("growth_patterns",),
        id="the same factor again and again",
    ),
]


@pytest.mark.parametrize(("question", "equations", "first"), LABELLED)
def test_the_most_characteristic_skill_stands_first(question: str, equations: list[str], first: tuple[str]) -> None:
    assert told(worked(question, *equations)).skills[:1] == first


NOT_NEEDED = [
    pytest.param(
        "An average day brings 12 guests in the morning and 9 at night. How many guests come?",
        ["12+9=21"],
        "average",
        id="average is said, nothing is divided",
    ),
    pytest.param(
        "A coat that is 25% wool costs $80 and a hat costs $20. How much do both cost?",
        ["80+20=100"],
        "percentage_of_a_quantity",
        id="a percent that no operation uses",
    ),
    pytest.param(
        "Tim takes his pills three times a day for 6 days. How many pills does he take?",
        ["3*6=18"],
        "comparison_times_as_many",
        id="three times a day compares nothing",
    ),
    pytest.param(
        "In the third week Jo read 40 pages, and in the fourth 3 times 5 pages. How many pages is that?",
        ["3*5=15", "40+15=55"],
        "fraction_of_a_quantity",
        id="a third week is no third",
    ),
    pytest.param(
        "Ada has 12 quarters and spends 4 quarters. How many quarters are left?",
        ["12-4=8"],
        "fraction_of_a_quantity",
        id="quarters to pay with are no fractions",
    ),
    pytest.param(
        "A row is half a mile long and has 8 trees. Each tree has 3 nests. How many nests are there?",
        ["8*3=24"],
        "fraction_of_a_quantity",
        id="half a mile is a length",
    ),
    pytest.param(
        "Al cuts 12 pieces of 4 feet. The front yard is 3 feet wide. How many feet of rope does he cut?",
        ["12*4=48"],
        "unit_conversion",
        id="twelve of something converts nothing",
    ),
    pytest.param(
        "Two thirds of the guests eat cake. A cake costs $12. How much do 5 cakes cost?",
        ["12*5=60"],
        "fraction_of_a_quantity",
        id="a fraction that no operation uses",
    ),
]


@pytest.mark.parametrize(("question", "equations", "skill"), NOT_NEEDED)
def test_no_skill_is_told_that_is_only_spoken_of(question: str, equations: list[str], skill: str) -> None:
    assert skill not in told(worked(question, *equations)).skills


def test_what_the_answer_does_not_depend_on_is_not_needed() -> None:
    question = "A coat costs $80 and is 25% wool. How many coats does $240 buy?"
    used = worked(question, "80*25/100=20", "240/80=3")
    assert told(used).skills == ("items_for_an_amount_of_money",)


def test_a_percent_and_a_number_of_one_value_are_told_apart_by_the_hundred() -> None:
    powder = "A powder is 80% protein. A bag holds 80 grams of protein. How many grams of powder are in the bag?"
    assert told(worked(powder, "80/(80/100)=100")).skills[0] == "whole_from_a_percentage"


def test_a_hundred_of_the_question_still_makes_a_percent() -> None:
    priced = "A tent costs $180 and a bag $100. Members get 15% off the whole order. How much does a member pay?"
    labels = told(worked(priced, "180+100=280", "15/100*280=42", "280-42=238"))
    assert labels.skills[0] == "percentage_discount"
    assert labels.knowledge_points[0] == "Taking a percent discount off a total"


# --- form -----------------------------------------------------------------------------------------


def test_every_shipped_problem_is_labelled_within_the_bounds() -> None:
    for problem in shipped_seeds():
        for labels in (labels_of(problem), computed_labels(problem)):
            assert labels is not None, problem.question
            assert 1 <= len(labels.skills) <= MOST_SKILLS
            assert 1 <= len(labels.topics) <= MOST_TOPICS
            assert 1 <= len(labels.knowledge_points) <= MOST_POINTS
            assert len(set(labels.knowledge_points)) == len(labels.knowledge_points)
            assert all(skill == skill.lower().replace(" ", "_") for skill in labels.skills)


def test_the_reason_names_the_operations_and_the_words() -> None:
    assert told(worked(COAT, "25/100*80=20", "80-20=60")).reason == (
        "Percentage discount: the program takes a percent of a quantity and gives an amount of money, and the question "
        'says "% off".'
    )


def test_labels_are_the_same_each_time() -> None:
    problems = list(shipped_seeds())[:40]
    assert [labels_of(problem) for problem in problems] == [labels_of(problem) for problem in problems]


# --- what the source says -------------------------------------------------------------------------


def test_what_the_source_says_comes_first_and_is_kept() -> None:
    own = (Concept(kind="skill", name="bargain_hunting"), Concept(kind="topic", name="Shopping"))
    labels = told(worked(COAT, "25/100*80=20", "80-20=60", concepts=own))
    assert labels.skills == ("bargain_hunting", "percentage_discount")
    assert labels.topics == ("Shopping", "Fractions and Percentages")
    assert labels.knowledge_points == ("Finding the sale price after a percent discount",)
    assert labels.reason.startswith("The source says so. Percentage discount: ")


def test_a_source_that_names_a_topic_only_gives_the_topic_only() -> None:
    plain = Problem(
        problem_id="m",
        question="Find all primes below 10.",
        solutions=("They are $2, 3, 5, 7$.",),
        answer="4",
        source="math",
        concepts=(Concept(kind="topic", name="Number Theory"),),
    )
    assert told(plain) == Labels(
        skills=(), topics=("Number Theory",), knowledge_points=(), reason="The source says so."
    )


def test_a_route_is_read_as_topics_points_and_a_skill() -> None:
    route = "Overseas Competition->Knowledge Point->Number Theory Modules->Remainder Problems->Congruence"
    plain = Problem(
        problem_id="t",
        question="Which digit is A?",
        solutions=(),
        answer="0",
        source="tal_scq5k",
        concepts=(Concept(kind="knowledge_point", name=route),),
    )
    labels = told(plain)
    assert (labels.skills, labels.topics) == (("congruence",), ("Number Theory", "Remainder Problems"))
    assert labels.knowledge_points == ("Congruence",)


def test_nothing_is_told_where_nothing_is_known() -> None:
    bare = Problem(problem_id="b", question="How many?", solutions=("Four.",), answer="4", source="x")
    assert labels_of(bare) is None
    empty = bare.model_copy(update={"concepts": (Concept(kind="knowledge_point", name="->"),)})
    assert labels_of(empty) is None


# --- the rules ------------------------------------------------------------------------------------


def test_every_shape_of_the_shipped_programs_has_a_phrase() -> None:
    found = set()
    for problem in shipped_seeds():
        template = template_of(problem)
        assert isinstance(template, Template)
        found |= shapes_of(template)
    assert found - shape_phrases().keys() == set()
    assert len(found) > 80


def test_rules_are_well_formed() -> None:
    names = [point.name for skill in skills().values() for point in skill.points]
    assert len(names) == len(set(names))
    assert len(skills()) > 50
    assert {s for skill in skills().values() for s in skill.yields_to} - skills().keys() == {"*"}
    assert [list(s.points).index(p) for s in skills().values() for p in s.points[:-1] if p.when.empty] == []


def test_no_word_class_is_without_a_rule() -> None:
    clauses = [c for s in skills().values() for c in (*s.when, *(p.when for p in s.points))]
    used = {saying.name for clause in clauses for entry in clause.words for saying in entry}
    assert used == vocabulary().keys()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("percent_of|percent_offf", "names 'percent_offf', a shape that no program has"),
        ("!ends_badly", "names 'ends_badly', a shape that no program has"),
        ("says:discuont", "names 'discuont', a word class that vocabulary.toml lacks"),
        ("tells:discount", "names 'tells', neither says nor asks"),
    ],
)
def test_a_rule_that_names_what_is_unknown_is_refused(entry: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_clause("percentage_discount", ["percent_of", entry])


def test_shapes_words_and_their_absence_must_all_hold() -> None:
    clause = read_clause("test", ["percent_of|percent_off", "!divide", "says:discount", "asks:cost|asks:pays"])
    question = "There is a discount. How much does it cost?"
    assert facts_of(question, frozenset({"percent_off"})).satisfy(clause)
    assert not facts_of(question, frozenset({"add"})).satisfy(clause)
    assert not facts_of(question, frozenset({"percent_off", "divide"})).satisfy(clause)
    assert not facts_of("How much does it cost?", frozenset({"percent_off"})).satisfy(clause)
    assert not facts_of("It costs 3. There is a discount. How old is he?", frozenset({"percent_off"})).satisfy(clause)
    assert facts_of("A hat costs 3. How old is he?", frozenset()).satisfy(read_clause("test", ["!asks:cost"]))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Ann has $1.50. If she spends $1, how much is left?", "how much is left?"),
        ("How many eggs are there? Give the answer in dozens.", "How many eggs are there?"),
        ("A plumber makes double what a worker makes. Calculate the cost.", "Calculate the cost."),
        ("", ""),
    ],
)
def test_the_asking_part_begins_at_its_question_word(question: str, asked: str) -> None:
    assert asked_part(question) == asked


def test_the_general_knowledge_point_stands_only_where_no_other_holds() -> None:
    skill = skills()["percentage_discount"]
    assert points_of(skill, facts_of("", frozenset())) == ["Finding the sale price after a percent discount"]
    assert points_of(skill, facts_of("", frozenset({"percent_off", "percent_chain"}))) == [
        "Taking one discount after another"
    ]


def test_one_skill_may_bring_several_knowledge_points() -> None:
    question = "Ann buys 2 pens at $3 each and 4 pads at $5 each every day for 5 days. How much does she spend?"
    labels = told(worked(question, "2*3=6", "4*5=20", "6+20=26", "26*5=130"))
    assert labels.skills == ("total_cost",)
    assert labels.knowledge_points == (
        "Adding the costs of several kinds of items",
        "Finding the cost of a set and multiplying it by the number of sets",
    )


# --- measured -------------------------------------------------------------------------------------


def test_labels_agree_with_the_shipped_skills_when_these_are_hidden() -> None:
    first = among = rows = 0
    for problem in shipped_seeds():
        labels = computed_labels(problem)
        own = problem.concepts[0].name
        told_skills = labels.skills if labels else ()
        first += told_skills[:1] == (own,)
        among += own in told_skills
        rows += 1
    # 0.81 and 0.90: what is missed is mostly a second skill that the problem needs as well.
    assert first / rows >= 0.8
    assert among / rows >= 0.89


def test_nearly_every_gsm8k_program_is_labelled_and_no_label_swallows_the_rest(data_dir: Path) -> None:
    problems = list(read_problems(data_dir / "gsm8k" / "train.jsonl"))[::12]
    programs = [problem for problem in problems if isinstance(template_of(problem), Template)]
    labelled = [labels for labels in map(labels_of, programs) if labels is not None]
    assert len(labelled) / len(programs) >= 0.95  # 0.98
    told_first = Counter(labels.skills[0] for labels in labelled)
    told_at_all = Counter(skill for labels in labelled for skill in labels.skills)
    assert max(told_first.values()) / len(labelled) <= 0.15
    assert max(told_at_all.values()) / len(labelled) <= 0.2
    assert len(told_at_all) >= 45


def test_a_label_takes_less_than_a_millisecond() -> None:
    problems = list(shipped_seeds())
    assert all(facts_of_problem(problem) for problem in problems)  # programs are read, words compiled
    spent = []
    for _ in range(3):  # the best of three: other work on the machine is not ours
        start = time.process_time()
        for problem in problems:
            labels_of(problem)
        spent.append(time.process_time() - start)
    assert min(spent) / len(problems) <= 0.001
