"""The shapes of programs: which are there, and which only seem to be."""

import pytest

from mathwright.concepts.quantities import quantities
from mathwright.concepts.shapes import shapes_of
from mathwright.programs.catalog import template_of
from mathwright.programs.template import Template
from mathwright.records import Problem


def template(question: str, *equations: str) -> Template:
    lines = [f"<<{equation}>>{equation.rpartition('=')[2]}" for equation in equations]
    answer = equations[-1].rpartition("=")[2]
    text = "\n".join([*lines, f"#### {answer}"])
    problem = Problem(problem_id=question, question=question, solutions=(text,), answer=answer, source="test")
    made = template_of(problem)
    assert isinstance(made, Template), made
    return made


SHAPED = [
    pytest.param(
        "A coat costs $80 and is 25% off.", ["80*25/100=20", "80-20=60"], {"percent_of", "percent_off"},
        {"subtract", "product"}, id="a percent off",
    ),
    pytest.param(
        "A coat costs $80 and is 25% off.", ["80*(1-25/100)=60"], {"percent_off"}, {"percent_of"}, id="the rest of it"
    ),
    pytest.param(
        "Of 80 cats 25% are black and 50% gray; the rest is red.", ["25+50=75", "100-75=25", "80*25/100=20"],
        {"percents_joined", "percent_rest"}, {"add", "subtract"}, id="percents joined",
    ),
    pytest.param(
        "Of 200 cats 25% are black and 50% of these are fat.", ["200*25/100=50", "50*50/100=25"],
        {"percent_of", "percent_chain"}, {"percent_off"}, id="a percent of a percent",
    ),
    pytest.param("30 cats are 60% of all.", ["30/(60/100)=50"], {"whole_from_percent"}, {"divide"}, id="a whole"),
    pytest.param("18 of 90 cats are gray.", ["18/90*100=20"], {"percent_found"}, set(), id="turned into a percent"),
    pytest.param(
        "Nine tenths of the dust is gone, 12 specks are left.", ["12*10=120"], {"whole_from_share"}, {"product"},
        id="the rest of a fraction and the whole",
    ),
    pytest.param(
        "He sold half of 40 pies and a quarter of the rest.", ["40/2=20", "40-20=20", "20/4=5"],
        {"share_of", "share_left", "share_of_rest"}, {"divide", "subtract"}, id="a fraction of the rest",
    ),
    pytest.param(
        "Kim has 3/4 as many cats as Leo with 24. How many legs do they have?", ["3/4*24=18", "18*4=72"],
        {"scaled_down"}, {"whole_from_share", "times_inverse"}, id="legs are no denominators",
    ),
    pytest.param(
        "Leo has twice as many cats as Kim; together they have 18.", ["18/3=6"], {"split_by_multiple"},
        {"times_inverse"}, id="parts of a total by a multiple",
    ),
    pytest.param(
        "Leo has 4 more cats than Kim; together they have 18.", ["18-4=14", "14/2=7"],
        {"more_than", "split_by_difference"}, set(), id="parts of a total by a difference",
    ),
    pytest.param(
        "Leo has 4 cats. Kim has twice as many as Leo, Dan has 3 more than Kim.", ["2*4=8", "8+3=11"],
        {"times_as_many", "more_than", "related_again"}, {"product"}, id="a chain",
    ),
    pytest.param(
        "Leo has 4 cats. Kim has twice as many as Leo, Dan has 3 more than Leo.", ["2*4=8", "4+3=7", "8+7=15"],
        {"times_as_many", "more_than"}, {"related_again"}, id="two comparisons with one",
    ),
    pytest.param(
        "There are 3 bags of 5 pears and 2 bags of 7 figs.", ["3*5=15", "2*7=14", "15+14=29"],
        {"sum_of_products", "ends_adding"}, {"product_in_sum"}, id="a sum of products",
    ),
    pytest.param(
        "There are 3 bags of 5 pears and 7 figs.", ["3*5=15", "15+7=22"], {"product_in_sum"}, {"sum_of_products"},
        id="a product in a sum",
    ),
    pytest.param(
        "84 pages take 6 minutes. What is done in 25?", ["84/6=14", "14*25=350"], {"divide_then_multiply", "quotient"},
        {"product_then_divide"}, id="one and then many",
    ),
    pytest.param(
        "Of 90 nuts, 20, 15 and 10 are gone.", ["90-20=70", "70-15=55", "55-10=45"],
        {"subtract_again", "given_minus", "ends_subtracting"}, {"minus_sum"}, id="one after another",
    ),
    pytest.param(
        "It doubles each hour from 3.", ["3*2=6", "6*2=12", "12*2=24"], {"repeated_factor"}, {"product_chain"},
        id="doubling",
    ),
    pytest.param(
        "A rug is 6 feet long and 4 feet wide and costs $3 a square foot.", ["6*4=24", "24*3=72"],
        {"area", "money_product", "answer_money"}, {"solid", "distance_from_speed"}, id="an area and its price",
    ),
    pytest.param(
        "He drove 3 hours at 60 miles per hour.", ["3*60=180"], {"distance_from_speed", "answer_length"}, {"area"},
        id="a distance",
    ),
    pytest.param(
        "She walks 3 miles a day for 5 days.", ["3*5=15"], {"per_period", "answer_length"}, {"answer_time"},
        id="so much a day",
    ),
    pytest.param(
        "She naps 3 hours a week.", ["3*52=156"], {"per_period", "convert_calendar"}, set(), id="so much a week"
    ),
    pytest.param(
        "A rope is 8 feet. How many inches?", ["8*12=96"], {"convert_length"}, {"product", "multiply"}, id="inches"
    ),
    pytest.param(
        "A curtain 8 feet tall gets a hem.", ["8*12=96"], {"convert_length"}, {"multiply"},
        id="twelve beside feet needs no inches",
    ),
    pytest.param(
        "Rows of 12 seats fill 8 feet each.", ["8*12=96"], {"product"}, {"convert_length"},
        id="twelve seats are no foot",
    ),
    pytest.param("He buys 3 dozen eggs.", ["3*12=36"], {"dozens", "multiply"}, set(), id="dozens count as well"),
    pytest.param(
        "They share 72 nuts in the ratio 5 to 4.", ["5+4=9", "72/9=8", "4*8=32"], {"ratio_parts", "ratio_step"},
        set(), id="a ratio",
    ),
    pytest.param(
        "He has $20 and a pen costs $4.", ["20/4=5"], {"money_over_money", "answer_count"}, {"money_over_count"},
        id="money by money",
    ),
    pytest.param(
        "A triangle has sides of 4 yards.", ["3*4=12"], {"multiply"}, {"convert_length"}, id="three sides are no yard"
    ),
    pytest.param(
        "Bees make 100 liters of honey and half of it is sold. Jars hold 0.5 liters each.", ["100/2=50", "50/0.5=100"],
        {"share_of", "quotient"}, {"whole_from_share"}, id="half a liter is not the half that is sold",
    ),
    pytest.param("He rents 3 boats for 5 days.", ["3*5=15"], {"product"}, {"per_period"}, id="boats are no rate"),
    pytest.param(
        "A third of 30 eggs are brown, and 3 boxes hold 7 each.", ["30/3=10", "3*7=21", "10+21=31"],
        {"share_of", "product_in_sum"}, {"times_as_many", "whole_from_share"}, id="three boxes are no third",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("question", "equations", "there", "absent"), SHAPED)
def test_a_program_has_the_shapes_of_what_it_does(
    question: str, equations: list[str], there: set[str], absent: set[str]
) -> None:
    found = shapes_of(template(question, *equations))
    assert there - found == set()
    assert absent & found == set()


def test_operations_that_change_nothing_or_lead_nowhere_are_left_out() -> None:
    found = quantities(template("A pen costs $4 and a pad $9.", "4*9=36", "4+9=13", "13*1=13"))
    assert [operation.op for operation in found.operations] == ["+"]
    assert found.units[found.answer] == "money"


def test_numbers_of_one_value_share_what_relates_them() -> None:
    # Two numbers are 2; which of them an operation means cannot be told from its value, and here it is guessed wrong.
    question = (
        "Tim's pail holds twice as much as Tom's, Tom's holds 2 gallons more than Al's, and Al's holds 4 gallons. "
        "How much water do 3 of Tim's pails hold?"
    )
    assert {"more_than", "times_as_many"} <= shapes_of(template(question, "4+2=6", "6*2=12", "12*3=36"))
