"""The figures of skills and concepts: whole, readable, the same for the same data, and told in words too."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from mathwright.concepts.graph import build_graph
from mathwright.concepts.saturation import Point, Saturation
from mathwright.publish.report.connections import Picture, graph_facts
from mathwright.publish.report.curve import curve, tick_above
from mathwright.publish.report.data import PassFunnel, StepFunnel
from mathwright.publish.report.funnel import funnel
from mathwright.publish.report.heatmap import Shades, heatmap, heatmap_legend
from mathwright.publish.report.layout import places
from mathwright.publish.report.network import network
from mathwright.publish.report.pairs import SkillPairs, skill_pairs


def tree(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def described(svg: str) -> str:
    return tree(svg).findtext("desc") or ""


# --- heatmap --------------------------------------------------------------------------------------

SKILLS = ("areas", "money_problems", "rates")


def three() -> SkillPairs:
    return skill_pairs(SKILLS, {("areas", "rates"): 4, ("money_problems", "rates"): 2}, {("areas", "rates"): 3})


def cells(svg: str) -> dict[str, str]:
    """Tooltip to class."""
    return {rect.findtext("title") or "": rect.get("class") or "" for rect in tree(svg).iter("rect") if len(rect)}


def test_a_cell_shows_which_of_three_states_its_pair_is_in() -> None:
    assert cells(heatmap(three(), "h")) == {
        "rates × areas: 3 accepted of 4 tried": "pair u5",
        "rates × money problems: 0 accepted of 2 tried": "pair none",
        "areas × money problems: never tried": "pair never",
    }


def test_only_refused_cells_are_hatched() -> None:
    filled = [rect.get("fill") for rect in tree(heatmap(three(), "h")).iter("rect") if rect.get("class") == "pair none"]
    assert filled == ["url(#h-hatch)"]
    assert heatmap(three(), "h").count("url(#h-hatch)") == 1


def test_the_figure_holds_every_name_and_every_pair_once() -> None:
    for count in (2, 8, 60):
        names = tuple(f"skill_{number:02}" for number in range(count))
        svg = heatmap(skill_pairs(names, {}, {}), "h")
        assert len(cells(svg)) == count * (count - 1) // 2
        texts = [text.text for text in tree(svg).iter("text")]
        assert texts == [f"skill {number:02}" for number in range(count)]


def test_names_and_cells_stay_inside_the_figure() -> None:
    names = tuple(f"a_rather_long_name_of_a_skill_{number:02}" for number in range(60))
    svg = tree(heatmap(skill_pairs(names, {}, {}), "h"))
    width, height = float(svg.get("width") or 0), float(svg.get("height") or 0)
    assert 780 <= width <= 1030
    assert height == 60 * 13
    assert max(float(rect.get("y") or 0) for rect in svg.iter("rect")) < height


def test_large_cells_hold_their_number_and_small_ones_do_not() -> None:
    used = dict.fromkeys(combinations([f"s{n:02}" for n in range(40)], 2), 7)
    few = {pair: count for pair, count in used.items() if max(pair) < "s08"}
    assert ">7</text>" in heatmap(skill_pairs((), few, few), "h")
    assert ">7</text>" not in heatmap(skill_pairs((), used, used), "h")


def test_the_figure_is_told_in_words() -> None:
    assert described(heatmap(three(), "h")) == (
        "of 3 pairs 1 have problems, 1 were tried and gave none, 1 were never tried; most problems: rates with areas 3"
    )


@pytest.mark.parametrize(
    ("most", "classes"),
    [
        (0, []),
        (1, [(4, "1")]),
        (2, [(2, "1"), (5, "2")]),
        (5, [(1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")]),
        (6, [(1, "1"), (2, "2"), (4, "3–4"), (5, "5–6")]),
        (32, [(1, "1"), (2, "2–3"), (3, "4–7"), (4, "8–15"), (5, "16–32")]),
        (10_000, [(1, "1–6"), (2, "7–39"), (3, "40–251"), (4, "252–1,584"), (5, "1,585–10,000")]),
    ],
)
def test_shades_are_classes_that_grow_by_one_factor(most: int, classes: list[tuple[int, str]]) -> None:
    shades = Shades(skill_pairs(("a", "b"), {("a", "b"): most}, {("a", "b"): most}))
    assert shades.classes() == classes
    assert [shades.of(number) for number in (most,) if number] == [shade for shade, _ in classes[-1:]]


def test_every_number_of_problems_has_the_shade_of_its_class() -> None:
    shades = Shades(skill_pairs(("a", "b"), {("a", "b"): 32}, {("a", "b"): 32}))
    assert [shades.of(number) for number in (1, 2, 3, 4, 7, 8, 15, 16, 32)] == [1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_the_legend_names_the_three_states() -> None:
    words = re.sub(r"<[^>]*>", "", heatmap_legend(three(), "h"))
    assert words == "accepted problems: 3 tried, nothing accepted never tried".replace("3 ", "1 2 3 ")


# --- network --------------------------------------------------------------------------------------


def picture(topics: int, points: int) -> Picture:
    rows = [
        ([f"topic {n % topics:02}"], [f"knowledge point {n % points:02}", f"knowledge point {n * 7 % points:02}"])
        for n in range(3 * topics * points)
    ]
    found = graph_facts(build_graph(rows)).picture
    assert found is not None
    return found


def test_every_concept_and_every_drawn_edge_is_there_and_inside() -> None:
    drawn = picture(4, 9)
    svg = tree(network(drawn, "n"))
    width, height = float(svg.get("width") or 0), float(svg.get("height") or 0)
    circles = list(svg.iter("circle"))
    assert len(circles) == 13
    assert [circle.get("class") for circle in circles] == ["topic"] * 4 + ["knowledge_point"] * 9
    assert len(list(svg.iter("line"))) == len(drawn.edges)
    for circle in circles:
        assert 0 < float(circle.get("cx") or 0) < width
        assert 0 < float(circle.get("cy") or 0) < height


def test_equal_graphs_give_equal_pictures() -> None:
    assert network(picture(3, 8), "n") == network(picture(3, 8), "n")


def test_long_names_take_two_lines_and_are_cut() -> None:
    name = "the relation of speed and time and distance in uniform motion"
    rows = [([name], ["k"])] * 2
    found = graph_facts(build_graph(rows)).picture
    assert found is not None
    texts = [text.text for text in tree(network(found, "n")).iter("text")]
    assert texts == ["the relation of", "speed and time and…", "k"]


@pytest.mark.parametrize("count", [1, 2, 12, 60])
def test_boxes_do_not_overlap(count: int) -> None:
    edges = [(left, right, 1 + left) for left, right in combinations(range(count), 2) if (left * right) % 7 == 1]
    sizes = [(120.0, 40.0)] * count
    room = np.array((980.0, 240.0 + 11 * count))
    middle = places(sizes, edges, room)
    assert middle.shape == (count, 2)
    for left, right in combinations(middle.tolist(), 2):
        assert abs(left[0] - right[0]) > 119 or abs(left[1] - right[1]) > 39
    assert (middle >= (59.9, 19.9)).all()
    assert (middle <= room - (59.9, 19.9)).all()


def test_neighbours_stand_nearer_than_strangers() -> None:
    # two cliques of six, joined by one edge
    edges = [(a, b, 5) for side in (range(6), range(6, 12)) for a, b in combinations(side, 2)] + [(0, 6, 1)]
    middle = places([(10.0, 10.0)] * 12, edges, np.array((900.0, 900.0)))
    within = np.linalg.norm(middle[:6, None] - middle[None, :6], axis=2).sum() / 30
    across = np.linalg.norm(middle[:6, None] - middle[None, 6:], axis=2).mean()
    assert within < 0.7 * across


# --- curve ----------------------------------------------------------------------------------------


def saturation(total: int | None, saturated: bool, estimate: float = 130.0) -> Saturation:
    points = tuple(Point(epochs=e, walks=4 * e, unique=u) for e, u in ((1, 4), (10, 60), (100, 100)))
    return Saturation(points=points, saturated=saturated, total=total, estimate=estimate)


def test_the_line_goes_through_the_points() -> None:
    svg = tree(curve(saturation(None, False, 900.0), "c"))
    (line,) = svg.iter("polyline")
    assert line.get("points") == "0.00,100.00 1.00,96.00 10.00,40.00 100.00,0.00"
    assert len(list(svg.iter("circle"))) == 3
    assert [text.text for text in svg.iter("text")][:3] == [None, "50", "100"]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param(saturation(100, True), "100 exist", id="exact"),
        pytest.param(saturation(None, False), "about 130 exist", id="estimated"),
        pytest.param(saturation(None, False, 151.0), None, id="too far to be drawn"),
        pytest.param(saturation(None, True, 100.0), None, id="found and not counted"),
    ],
)
def test_what_exists_is_a_dashed_line_where_it_is_known_and_near(found: Saturation, said: str | None) -> None:
    svg = tree(curve(found, "c"))
    assert sum(line.get("class") == "ceiling" for line in svg.iter("line")) == (said is not None)
    assert [text.text for text in svg.iter("text") if "exist" in (text.text or "")] == ([] if said is None else [said])


@pytest.mark.parametrize(
    ("value", "tick"), [(1, 2), (2, 2), (3, 4), (10, 10), (11, 20), (245, 300), (1000, 1000), (1001, 2000)]
)
def test_a_tick_is_round_and_not_below(value: int, tick: int) -> None:
    assert tick_above(value) == tick


def test_the_curve_is_told_in_words() -> None:
    assert described(curve(saturation(None, True), "c")) == "4 after 1 epochs; 60 after 10 epochs; 100 after 100 epochs"


# --- funnel ---------------------------------------------------------------------------------------


def test_a_step_that_cannot_refuse_has_an_empty_frame_and_says_so() -> None:
    steps = (
        StepFunnel(name="pair_validation", entered=9, rejected=2, reasons=()),
        StepFunnel(name="final_vote", entered=7, rejected=0, reasons=(), tested=False),
    )
    stage = PassFunnel(
        name="make", planned=9, accepted=7, unfinished=0, not_taken_up=0, steps=steps, not_tested=("final_vote",)
    )
    svg = funnel(stage, "f")
    assert "final vote, not tested" in svg
    assert svg.count('class="untested"') == 1
    assert described(svg) == "planned 9; pair validation refused 2; final vote, not tested; unfinished 0; accepted 7"
