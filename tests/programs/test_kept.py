"""What is kept of a computation, and for how long."""

from mathwright.programs.kept import Kept, Latest
from mathwright.records import Problem


def problem(name: str) -> Problem:
    return Problem(problem_id=name, question=name, solutions=(), answer="", source="test")


def test_the_least_recently_used_problem_goes_first() -> None:
    asked: list[str] = []

    def compute(one: Problem) -> str:
        asked.append(one.problem_id)
        return one.problem_id.upper()

    kept = Kept(compute, most=2)
    assert [kept(problem(name)) for name in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert asked == ["a", "b", "c", "b"]


def test_the_latest_value_serves_equal_arguments_and_no_others() -> None:
    asked: list[tuple[str, int]] = []

    def compute(one: Problem, draw: int) -> str:
        asked.append((one.problem_id, draw))
        return f"{one.problem_id}{draw}"

    latest = Latest(compute)
    calls = [("a", 1), ("a", 1), ("a", 2), ("b", 2), ("a", 1)]
    assert [latest(problem(name), draw) for name, draw in calls] == ["a1", "a1", "a2", "b2", "a1"]
    assert asked == [("a", 1), ("a", 2), ("b", 2), ("a", 1)]
