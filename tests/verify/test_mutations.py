"""Spoilt answers, and that the checker tells them from the true ones."""

import json

import pytest

from mathwright.verify.equality import same
from mathwright.verify.mutations import MUTATIONS, mutations


@pytest.mark.parametrize(
    ("answer", "spoilt"),
    [
        ("18", {"sign": "-18", "digit": "19", "reciprocal": "\\frac{1}{18}"}),
        ("-9", {"sign": "9", "digit": "-8", "reciprocal": "-\\frac{1}{9}"}),
        ("0", {"digit": "1"}),
        ("1", {"sign": "-1", "digit": "2"}),
        ("\\frac12", {"sign": "-\\frac12", "digit": "\\frac13", "reciprocal": "\\frac{1}{\\frac12}"}),
        ("\\frac{3}{4}", {"sign": "-\\frac{3}{4}", "digit": "\\frac{3}{5}", "reciprocal": "\\frac{4}{3}"}),
        ("$5", {"sign": "-$5", "digit": "$6"}),
        ("5 cm", {"sign": "-5 cm", "digit": "6 cm", "unit": "5"}),
        ("5 cm^2", {"digit": "5 cm^3", "unit": "5"}),
        ("12 apples", {"sign": "-12 apples", "digit": "13 apples"}),
        ("30^\\circ", {"sign": "-30^\\circ", "digit": "31^\\circ", "unit": "30"}),
        ("(1,2)", {"sign": "(-1,2)", "digit": "(1,3)", "swap": "(2,1)"}),
        ("(1,1)", {"sign": "(-1,1)", "digit": "(1,2)"}),
        ("(0,4)", {"sign": "(0,-4)", "digit": "(0,5)", "swap": "(4,0)"}),
        ("1,2", {"sign": "-1,2", "digit": "1,3"}),
        ("3-2\\sqrt{2}", None),
        ("\\sqrt 3", {"sign": "-\\sqrt 3", "digit": "\\sqrt 4", "reciprocal": "\\frac{1}{\\sqrt 3}"}),
        ("\\cos 3", {"digit": "\\cos 4", "reciprocal": "\\frac{1}{\\cos 3}"}),
        ("x", {}),
        ("yes", {}),
        ("", {}),
    ],
)
def test_what_each_mutation_makes(answer, spoilt):
    found = mutations(answer)
    if spoilt is not None:
        assert found == spoilt
    assert {same(answer, text, algebra=False).state for text in found.values()} <= {"different"}


def test_the_table_has_five_columns():
    assert list(MUTATIONS) == ["sign", "digit", "reciprocal", "unit", "swap"]


@pytest.mark.parametrize("name", ["train", "test"])
def test_every_gsm8k_gold_equals_itself_and_no_mutation(data_dir, name):
    rows = (data_dir / "gsm8k" / f"{name}.jsonl").read_text("utf-8").splitlines()
    golds = {json.loads(row)["answer"].rpartition("####")[2].strip() for row in rows}
    for gold in golds:
        assert same(gold, gold).state == "equal"
        assert {same(gold, text, algebra=False).state for text in mutations(gold).values()} == {"different"}
