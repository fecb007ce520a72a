"""Programs in monty: what they tell, what they may not, and that none hurts the next."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from mathwright.errors import UsageError
from mathwright.verify.sandbox.monty import may_fork
from mathwright.verify.sandbox.outcome import Limits, ProgramRun, answer_in
from mathwright.verify.sandbox.run import run_program

SHORT = Limits(seconds=0.3)
CURED = "print(6 * 7)"


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        pytest.param("print(48 / 2 + 48)", "72.0", id="last line"),
        pytest.param("print('steps')\nprint(7)\nprint()", "7", id="blank lines after it"),
        pytest.param("import sys\nprint(7)\nprint('so', file=sys.stderr)", "7", id="words on standard error"),
        pytest.param("def solution():\n    return 5", "5", id="solution()"),
        pytest.param("answer = 11", "11", id="a variable answer"),
        pytest.param("print(3)\nanswer = 11", "3", id="what is printed comes first"),
        pytest.param("import math\nprint(math.comb(10, 3))", "120", id="math"),
        pytest.param("from itertools import product\nprint(len(list(product([0, 1], repeat=3))))", "8", id="itertools"),
        pytest.param("from collections import Counter\nprint(Counter('aab')['a'])", "2", id="collections"),
        pytest.param("from decimal import Decimal\nprint(Decimal('0.1') * 3)", "0.3", id="decimal"),
        pytest.param("from fractions import Fraction\nprint(Fraction(1, 3) + Fraction(1, 6))", "1/2", id="fractions"),
        pytest.param(
            "def solution():\n    from fractions import Fraction as F\n    return F(2, 6)", "1/3", id="inside"
        ),
        pytest.param("import fractions as f\nprint(f.Fraction(2, 6))", "1/3", id="as a module"),
        pytest.param("print([1, 2])", "1, 2", id="a list"),
        pytest.param("print((1, 2))", "(1, 2)", id="a tuple"),
        pytest.param("print(2 + 4j)", "2+4i", id="complex"),
        pytest.param("if __name__ == '__main__':\n    print(9)", "9", id="as a script"),
    ],
)
def test_a_program_tells_its_answer(source: str, answer: str) -> None:
    run = run_program(source)
    assert (run.state, run.answer, run.error) == ("answered", answer, None)


@pytest.mark.parametrize(
    ("source", "state", "error"),
    [
        pytest.param("", "failed", "an empty program", id="empty"),
        pytest.param("x = 3", "failed", "it printed no answer", id="tells nothing"),
        pytest.param("print(None)", "failed", "it printed no answer", id="None"),
        pytest.param("print(float('nan'))", "failed", "it printed no answer", id="not a number"),
        pytest.param("print(1)\n1 / 0", "failed", "ZeroDivisionError: division by zero", id="an error after an answer"),
        pytest.param("def (", "failed", "SyntaxError: Expected an identifier", id="syntax"),
        pytest.param("print(\x00)", "failed", "SyntaxError: source code cannot contain null bytes", id="a zero byte"),
        pytest.param("#" * 70_000, "refused", "longer than 65536 characters", id="too long"),
        pytest.param("import sympy", "refused", "ModuleNotFoundError: No module named 'sympy'", id="sympy"),
        pytest.param("import socket", "refused", "ModuleNotFoundError: No module named 'socket'", id="network"),
        pytest.param("import subprocess", "refused", "ModuleNotFoundError: No module named 'subprocess'", id="process"),
        pytest.param("open('/etc/passwd')", "refused", "PermissionError: Permission denied: '/etc/passwd'", id="read"),
        pytest.param("open('/tmp/x', 'w')", "refused", "PermissionError: Permission denied: '/tmp/x'", id="write"),
        pytest.param(
            "import os\nprint(os.environ)",
            "refused",
            "RuntimeError: 'os.environ' is not supported in this environment",
            id="environment",
        ),
        pytest.param(
            "from fractions import Fraction\nprint(Fraction(1, 2) < 1)",
            "refused",
            "TypeError: '<' not supported between instances of '_Fraction' and 'int'",
            id="fractions by size",
        ),
        pytest.param(
            "__import__('os').system('true')", "failed", "NameError: name '__import__' is not defined", id="os"
        ),
    ],
)
def test_says_why_there_is_no_answer(source: str, state: str, error: str) -> None:
    run = run_program(source)
    assert (run.state, run.answer, run.error) == (state, None, error)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("while True: pass", id="endless loop"),
        pytest.param("while True:\n  try:\n    while True: pass\n  except BaseException: pass", id="catches the stop"),
        pytest.param("a = [0] * 10**10", id="a large list"),
        pytest.param("a = []\nwhile True: a.append('x' * 1_000_000)", id="many strings"),
        pytest.param("x = 'a'\nwhile True: x = x + x", id="string bomb"),
        pytest.param("'x' * 50_000_000", id="a large result"),
        pytest.param("print(10**10**10)", id="power tower"),
        pytest.param("print(1 << 10**12)", id="shift"),
        pytest.param("import math\nmath.factorial(10**7)", id="factorial"),
        pytest.param("print(len(str(10**10**7)))", id="long arithmetic"),
        pytest.param("def f(n): return f(n + 1)\nf(0)", id="recursion"),
        pytest.param("while True: print('x' * 1000)", id="endless print"),
        pytest.param("print('x' * 100_000)", id="a long print"),
        pytest.param("sum(range(10**12))", id="a long sum"),
        pytest.param("list(range(10**12))", id="a long range"),
        pytest.param("(" * 30_000 + "1" + ")" * 30_000, id="deep nesting"),
        pytest.param("def solution():\n  while True: pass", id="endless solution()"),
    ],
)
def test_a_hostile_program_is_stopped_and_the_next_one_runs(source: str) -> None:
    start = time.perf_counter()
    run = run_program(source, limits=SHORT)
    assert (run.state, run.answer) == ("over limit", None)
    assert len(run.output) <= SHORT.output
    assert time.perf_counter() - start < 3
    assert run_program(CURED).answer == "42"


@pytest.mark.parametrize(
    ("source", "limits", "error"),
    [
        ("print(len([0] * 10**7))", Limits(memory=32 << 20), "MemoryError: memory limit exceeded"),
        ("def f(n): return n and f(n - 1)\nprint(f(100))", Limits(depth=50), "RecursionError: maximum recursion depth"),
        ("for n in range(10**6): print(n)", Limits(output=1_000), "MemoryError: memory limit exceeded"),
        ("print(sum(range(10**9)))", Limits(seconds=0.1), "TimeoutError: feed time limit exceeded"),
    ],
)
def test_each_limit_is_the_one_that_was_given(source: str, limits: Limits, error: str) -> None:
    run = run_program(source, limits=limits)
    assert run.state == "over limit"
    assert str(run.error).startswith(error)


def test_a_program_that_sleeps_waits_for_nothing() -> None:
    run = run_program("import time\ntime.sleep(60)\nprint(1)", limits=SHORT)
    assert run.answer == "1"
    assert run.seconds < 5


def test_a_program_draws_the_same_each_time() -> None:
    source = "import random\nprint(random.random())"
    assert run_program(source).answer == run_program(source).answer


def test_nothing_is_left_of_a_program_for_the_next() -> None:
    run_program("secret = 5\nprint(secret)")
    assert run_program("print(secret)").error == "NameError: name 'secret' is not defined"


def workers() -> list[int]:
    """The worker processes of this process."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return [child for child in children if Path(f"/proc/{child}/comm").read_text().strip() == "monty"]


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@on_linux
def test_a_program_whose_worker_was_killed_is_run_again() -> None:
    run_program(CURED)
    slow = "total = 0\nfor n in range(3_000_000): total += n\nprint(total)"
    ended: list[ProgramRun] = []
    thread = threading.Thread(target=lambda: ended.append(run_program(slow, limits=Limits(seconds=20))))
    thread.start()
    time.sleep(0.1)
    # as Ctrl-C does to the processes of a terminal
    for worker in workers():
        os.kill(worker, signal.SIGINT)
    thread.join()
    assert [run.answer for run in ended] == ["4499998500000"]


@on_linux
@pytest.mark.filterwarnings("ignore:This process")  # Python 3.12 and later warn of forks beside threads
def test_a_process_forked_too_late_says_so_and_does_not_wait_for_ever() -> None:
    assert run_program(CURED).answer == "42"
    assert not may_fork()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            run_program(CURED)
        except UsageError as fault:
            os.write(tell, str(fault).encode())
        finally:
            os._exit(0)
    os.close(tell)
    os.waitpid(child, 0)
    with os.fdopen(told) as said:
        assert said.read().startswith("programs were run before this process was forked")
    assert run_program(CURED).answer == "42"


def test_a_spawned_process_has_workers_of_its_own() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(run_program, (CURED,)).answer == "42"


def test_programs_run_from_many_threads_at_once() -> None:
    answers: dict[int, str | None] = {}

    def work(place: int) -> None:
        for round_ in range(10):
            answers[10 * place + round_] = run_program(f"print({place} * 10 + {round_})").answer

    threads = [threading.Thread(target=work, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number) for number in range(80)}


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        ("", None),
        ("\n \n", None),
        ("a\nb \n\n", "b"),
        ("[Fraction(1, 2), Fraction(-3, 4)]", "1/2, -3/4"),
        ("[np.float64(1.5), Decimal('2.5')]", "1.5, 2.5"),
        ("[[1, 2], [3, 4]]", "[[1, 2], [3, 4]]"),
        ("[]", None),
        ("-inf", None),
        ("(-2.5-4j)", "-2.5-4i"),
        ("x" * 5_000, None),
    ],
)
def test_the_last_line_is_the_answer_as_answers_are_written(output: str, answer: str | None) -> None:
    assert answer_in(output) == answer
