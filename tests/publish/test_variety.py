"""How varied a dataset is, on the page and beside its seed problems."""

from __future__ import annotations

from mathwright.publish.report.data import PassYield
from mathwright.publish.report.page import render_report
from mathwright.publish.report.tally import ReportTally
from mathwright.publish.report.variety import (
    Figure,
    FiguresTally,
    VarietyReport,
    compared,
    level_label,
    mean_words,
    rate_words,
    told_figures,
)
from mathwright.records import Concept, Evidence, Problem

YIELDS = (PassYield(name="make", planned=9, accepted=9, rejected={}),)


def problem(number: int, question: str, *skills: str, made: bool = True, agreeing: int | None = None) -> Problem:
    return Problem(
        problem_id=f"p{number}",
        question=question,
        solutions=("<<3+4=7>>7\n#### 7",),
        answer="7",
        source="math2/1" if made else "t",
        kind="compose" if made else None,
        parents=("a", "b") if made else (),
        concepts=tuple(Concept(kind="skill", name=name) for name in skills),
        evidence=None if agreeing is None else Evidence(kind="vote", agreeing=agreeing, of=4, incomplete=1),
    )


MADE = (
    problem(1, "Ann has 3 pens and 4 cats. How many?", "adding", "counting"),
    problem(2, "Ann has 5 pens and 6 cats. How many?", "adding", "counting", agreeing=3),
    problem(3, "A train leaves at noon. When is it there?", "adding", "time", agreeing=2),
    problem(4, "Who is first in the long row?", agreeing=1),
)
SEEDS = tuple(problem(n, f"Is it {name} or {name}s?", "adding", made=False) for n, name in enumerate(("a", "b", "c")))


def tallied(problems: tuple[Problem, ...]) -> FiguresTally:
    tally = FiguresTally(7)
    for one in problems:
        tally.add(one)
    return tally


def figure(report: VarietyReport, name: str) -> Figure:
    (found,) = (one for one in told_figures(report) if one.name == name)
    return found


def test_each_figure_stands_beside_that_of_the_seed_problems() -> None:
    report = compared(tallied(MADE), tallied(SEEDS))
    assert report.seeds is not None
    assert (report.made.diversity.sample, report.seeds.diversity.sample) == (3, 3)
    told = {one.name: (one.made, one.seeds) for one in told_figures(report)}
    assert told["templates"] == ("3", "3")
    assert told["effective templates"] == ("2.8 (1.04 nats)", "3.0 (1.10 nats)")
    assert told["most frequent of templates"] == ("50.0\u202f%", "33.3\u202f%")
    assert told["seed problems used"] == ("2 of 3", "")
    assert told["effective seed problems"] == ("2.0", "")
    assert told["skills"] == ("3", "1")
    assert told["pairs of skills"] == ("2 of 3", "0 of 0")
    assert told["kinds"] == ("1", "")
    assert all(one.means for one in told_figures(report))


def test_without_seed_problems_the_score_is_of_all_that_were_sampled() -> None:
    for beside in (None, FiguresTally()):
        report = compared(tallied(MADE), beside)
        assert report.seeds is None
        assert report.made.diversity.sample == 4
        assert figure(report, "seed problems used") == figure(report, "seed problems used").model_copy(
            update={"made": "2", "seeds": ""}
        )


def test_of_a_dataset_without_concepts_and_parents_none_are_told() -> None:
    (bare,) = (problem(1, "How many?", made=False),)
    names = {one.name for one in told_figures(compared(tallied((bare,)), None))}
    assert not {name for name in names if "seed" in name or "skill" in name}


def test_levels_are_told_with_what_they_rest_on() -> None:
    one, four, all_ = (*tallied(MADE).figures().difficulty.levels[:2], tallied(MADE).figures().difficulty.all)
    assert (one.level, one.problems, mean_words(one), rate_words(one)) == (
        "1", 2, "1.0 steps, 1.0 deep", "1.00 (0.44 to 1.00)",
    )  # fmt: skip
    assert (level_label(four), rate_words(four)) == ("level 2", "0.67 (0.21 to 0.94)")
    assert rate_words(all_) == "0.67 (0.35 to 0.88)"
    assert rate_words(tallied(SEEDS).figures().difficulty.all) is None


def page(problems: tuple[Problem, ...], seeds: tuple[Problem, ...] = ()) -> str:
    tally = ReportTally(7)
    for one in problems:
        tally.add(one)
    return render_report(tally.report("t", "math2", YIELDS, {}, seeds=seeds))


def test_the_page_shows_every_figure_the_levels_and_the_pairs() -> None:
    html = page(MADE, SEEDS)
    section = html[html.index('<h2 id="variety">') :]
    section = section[: section.index("</section>")]
    for one in told_figures(compared(tallied(MADE), tallied(SEEDS))):
        assert f"<td>{one.means}</td>" in section or one.means in section
        assert one.made in section
    assert "Beside the 3 seed problems it was made from" in section
    assert "Together most often: <bdi>adding</bdi> and <bdi>counting</bdi> (2); <bdi>adding</bdi> and" in section
    assert "3 draws were cut off or could not be used, and count neither way." in section
    assert "Seed problems</th>" in section


def test_the_page_without_seed_problems_or_draws_has_no_empty_columns() -> None:
    html = page(MADE[:1])
    section = html[html.index('<h2 id="variety">') :]
    assert "Seed problems</th>" not in section[: section.index("</section>")]
    assert "Solved by" not in section
    assert 'id="variety"' not in page(())


def test_hostile_names_cannot_break_the_page() -> None:
    html = page((problem(1, "How many?", "<script>x</script>", "y" * 900, "half \ud83d"),) * 2)
    assert "<script>x" not in html
    assert "y" * 200 not in html
