"""Whether two skills are qualitatively distinct: pairs judged by hand, and what must hold of every pair."""

from itertools import combinations

import pytest

from mathwright.concepts.overlap import THRESHOLD, overlap, skills_overlap
from mathwright.records import Problem
from mathwright.seeds.shipped import shipped_seeds

EXEMPLARS: dict[str, list[Problem]] = {}
for _problem in shipped_seeds():
    EXEMPLARS.setdefault(_problem.concepts[0].name, []).append(_problem)

# Names that the shipped problems do not have, with the skill whose exemplars stand for them.
OTHER_NAMES = {
    "ages_of_people": "age_relations",
    "area_of_rectangles": "area_and_perimeter",
    "converting_units": "unit_conversion",
    "dividing_in_a_ratio": "ratio_sharing",
    "fractions_of_amounts": "fraction_of_a_quantity",
    "mean_of_numbers": "average",
    "percent_discounts": "percentage_discount",
    "sales_profit": "profit_and_loss",
    "saving_money": "savings_over_time",
    "sharing_equally": "equal_sharing",
    "speed_and_distance": "distance_speed_time",
    "total_of_several_groups": "combining_groups",
    "unit_rates": "unit_rate",
}

ALIKE = """
age_relations ages_of_people
area_and_perimeter area_of_rectangles
area_and_perimeter volume_and_capacity
average mean_of_numbers
combining_groups total_of_several_groups
comparison_more_than comparison_times_as_many
distance_speed_time speed_and_distance
distance_speed_time unit_rate
elapsed_time reading_a_schedule
equal_sharing packing_and_leftover
equal_sharing sharing_equally
fraction_of_a_quantity fractions_of_amounts
mixture_totals ratio_sharing
percentage_discount percent_discounts
percentage_discount tips_and_tax
profit_and_loss sales_profit
ratio_sharing dividing_in_a_ratio
savings_over_time saving_money
total_cost making_change
unit_conversion converting_units
unit_rate unit_rates
unit_rate work_rate
""".split()

DISTINCT = """
age_relations average
age_relations elapsed_time
age_relations reading_a_schedule
age_relations unit_conversion
age_relations work_rate
area_and_perimeter average
area_and_perimeter percentage_discount
average profit_and_loss
average using_listed_data
combining_groups equal_sharing
combining_groups fraction_of_a_quantity
comparison_more_than age_relations
distance_speed_time tips_and_tax
equal_sharing percentage_discount
fraction_of_a_quantity total_cost
making_change profit_and_loss
mixture_totals age_relations
mixture_totals volume_and_capacity
packing_and_leftover tips_and_tax
percentage_discount fraction_of_a_quantity
profit_and_loss savings_over_time
ratio_sharing elapsed_time
reading_a_schedule percentage_discount
using_listed_data distance_speed_time
remaining_after_parts average
savings_over_time area_and_perimeter
total_cost combining_groups
total_cost elapsed_time
unit_conversion ratio_sharing
unit_rate comparison_times_as_many
volume_and_capacity comparison_more_than
work_rate making_change
""".split()


def exemplars(skill: str, start: int) -> list[Problem]:
    return EXEMPLARS[OTHER_NAMES.get(skill, skill)][start : start + 3]


def pairs(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize("start", [0, 4])
@pytest.mark.parametrize(("first", "second"), pairs(ALIKE))
def test_skills_that_a_person_calls_alike_overlap(first: str, second: str, start: int) -> None:
    assert overlap(first, second, exemplars(first, start), exemplars(second, start + 3)) >= THRESHOLD + 0.05


@pytest.mark.parametrize("start", [0, 4])
@pytest.mark.parametrize(("first", "second"), pairs(DISTINCT))
def test_skills_that_a_person_calls_distinct_do_not_overlap(first: str, second: str, start: int) -> None:
    assert overlap(first, second, exemplars(first, start), exemplars(second, start + 3)) <= THRESHOLD - 0.05


def test_there_are_as_many_judged_pairs_as_we_say() -> None:
    assert (len(pairs(ALIKE)), len(pairs(DISTINCT))) == (22, 32)


def test_a_skill_overlaps_with_itself_however_it_is_written() -> None:
    for skill, problems in EXEMPLARS.items():
        assert overlap(skill, skill, problems[:3], problems[3:6]) == 1.0
        assert overlap(skill, skill.replace("_", " ").title(), problems[:3], problems[3:6]) == 1.0


def test_overlap_is_symmetric_and_bounded() -> None:
    for first, second in combinations(list(EXEMPLARS)[:8], 2):
        there = overlap(first, second, exemplars(first, 0), exemplars(second, 0))
        assert there == pytest.approx(overlap(second, first, exemplars(second, 0), exemplars(first, 0)))
        assert 0 <= there <= 1


def test_names_alone_decide_where_there_are_no_exemplars() -> None:
    assert overlap("average", "average", [], []) == 1.0
    assert overlap("percentage_discount", "tips_and_tax", [], []) == 0.5
    assert overlap("average", "tossing_coins", [], []) == 0.0
    assert overlap("sawing_woods", "cutting_ropes", [], []) == 0.0  # neither has a family


def test_exemplars_that_fit_both_skills_make_unknown_names_overlap() -> None:
    tips = exemplars("tips_and_tax", 0)
    assert skills_overlap("tips_and_tax", "restaurant_bills", tips, tips)
    assert not skills_overlap("tips_and_tax", "restaurant_bills", tips, exemplars("age_relations", 0))


def test_most_pairs_of_shipped_skills_are_distinct() -> None:
    found = [
        skills_overlap(first, second, exemplars(first, 0), exemplars(second, 0))
        for first, second in combinations(EXEMPLARS, 2)
    ]
    assert 0.02 <= sum(found) / len(found) <= 0.1


def test_only_the_first_exemplars_are_looked_at() -> None:
    first, second = EXEMPLARS["average"], EXEMPLARS["total_cost"]
    assert overlap("average", "total_cost", first, second) == overlap("average", "total_cost", first[:5], second[:5])
