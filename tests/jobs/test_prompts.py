"""The templates as a user sees them: listed, shown, filled in, and copied to edit."""

from itertools import islice
from pathlib import Path

import pytest

from mathwright.errors import StorageError, UsageError
from mathwright.jobs.prompt_samples import SEEDS, sample
from mathwright.jobs.prompts import (
    FAULT,
    export_templates,
    list_templates,
    show_sample,
    show_template,
    template_named,
)
from mathwright.prompts.forms.catalog import BY_NAME, FORMS
from mathwright.prompts.rendering import AGAIN, Templates
from mathwright.seeds.shipped import shipped_seeds


def test_every_template_is_listed_with_its_recipe_and_form() -> None:
    found = {row.name: (row.recipe, row.reply, row.own) for row in list_templates()}
    assert list(found) == [*BY_NAME, AGAIN]
    assert found["WriteQuestion"] == ("math2", "tagged text", False)
    assert found["MergeNames"] == ("mathscale", "JSON object", False)
    assert found["Respond"] == ("mugglemath", "worked solution", False)
    assert found[AGAIN] == ("all", "as asked", False)


def test_a_row_tells_length_and_hash() -> None:
    (row,) = (row for row in list_templates() if row.name == "Respond")
    assert row.characters == len(Templates().source("Respond"))
    assert row.hash == Templates().hash_of("Respond")
    assert row.file == "mugglemath/respond.md"


@pytest.mark.parametrize(
    "given",
    [
        "WriteQuestion",
        "writequestion",
        "write_question",
        "math2/write_question",
        "math2/write_question.md",
        "Write-Question",
    ],
)
def test_a_template_is_found_by_type_and_by_file(given: str) -> None:
    assert template_named(given) == "WriteQuestion"


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("WriteQuestoin", 'did you mean "WriteQuestion"?'),
        ("math2/solve", 'did you mean "SolveWithout"?'),
        ("agian", 'did you mean "again"?'),
        ("xyz", "see: mathwright prompts list"),
        ("", "see: mathwright prompts list"),
    ],
)
def test_a_typo_is_told_with_the_nearest_name(given: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        template_named(given)
    assert str(raised.value) == f'there is no template "{given}"; {hint}'


def test_a_template_is_shown_as_it_stands_in_its_file() -> None:
    found = show_template("respond")
    assert (found.name, found.text) == ("Respond", Templates().source("Respond"))


@pytest.mark.parametrize("name", BY_NAME)
def test_every_template_is_filled_in_for_the_shipped_seed_problems(name: str) -> None:
    found = show_sample(name)
    assert found.hash == Templates().hash_of(name)
    assert found.messages[-1].role == "user"
    assert "\n\n\n" not in found.messages[-1].content
    assert "{{" not in found.messages[-1].content


@pytest.mark.parametrize("prompt_type", FORMS, ids=lambda one: one.__name__)
def test_a_sample_is_of_its_type(prompt_type: type) -> None:
    seeds = list(islice(shipped_seeds(), SEEDS))
    assert type(sample(prompt_type, seeds)) is prompt_type


def test_the_re_ask_is_filled_in_with_a_fault() -> None:
    (said,) = show_sample(AGAIN).messages
    assert FAULT in said.content


def test_all_templates_are_copied_with_what_they_include_and_read_as_the_shipped_ones(tmp_path: Path) -> None:
    files = export_templates(tmp_path / "own")
    assert {path.relative_to(tmp_path / "own").as_posix() for path in files} >= {row.file for row in list_templates()}
    assert all(path.is_file() for path in files)
    assert list_templates(tmp_path / "own") == list_templates()


def test_one_template_is_copied_and_marked_once_it_is_changed(tmp_path: Path) -> None:
    (path,) = export_templates(tmp_path, ["Respond"])
    assert path == tmp_path / "mugglemath" / "respond.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nBe brief.\n", encoding="utf-8")
    assert [row.name for row in list_templates(tmp_path) if row.own] == ["Respond"]
    assert show_template("Respond", tmp_path).text.endswith("Be brief.\n")
    assert show_sample("Respond", tmp_path).messages[-1].content.endswith("Be brief.")


def test_what_a_template_includes_is_copied_with_it(tmp_path: Path) -> None:
    files = export_templates(tmp_path, ["LabelSkill"])
    assert [path.name for path in files] == ["label_skill.md", "_blocks.md"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (path,) = export_templates(tmp_path, ["Respond"])
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"respond\.md is already there \(1 such\): name another directory"):
        export_templates(tmp_path)
    assert [file.name for file in tmp_path.rglob("*.md")] == ["respond.md"]
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match=r"respond\.md: cannot be written"):
        export_templates(tmp_path / "file" / "own", ["Respond"])


def test_a_wrong_name_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean"):
        export_templates(tmp_path / "own", ["Respond", "Respnod"])
    assert not (tmp_path / "own").exists()
