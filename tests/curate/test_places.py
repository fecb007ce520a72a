"""Names of files in places: short, and of one file only."""

from __future__ import annotations

from pathlib import Path

from mathwright.curate.places import short_names


def test_a_file_is_called_by_its_last_part() -> None:
    assert short_names([Path("/a/x.jsonl"), Path("/a/y.jsonl")]) == {
        Path("/a/x.jsonl"): "x.jsonl",
        Path("/a/y.jsonl"): "y.jsonl",
    }


def test_files_of_one_name_are_called_by_as_much_of_the_path_as_tells_them_apart() -> None:
    paths = [Path("/r/a/d/x"), Path("/r/b/d/x"), Path("/r/b/e/x"), Path("/r/y")]
    assert list(short_names(paths).values()) == ["a/d/x", "b/d/x", "e/x", "y"]


def test_one_file_named_twice_has_one_short_name() -> None:
    assert set(short_names([Path("a/x"), Path("a/../a/x"), Path("a/x").absolute()]).values()) == {"x"}


def test_a_link_keeps_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "digest").touch()
    (tmp_path / "test.jsonl").symlink_to(tmp_path / "digest")
    assert list(short_names([tmp_path / "test.jsonl"]).values()) == ["test.jsonl"]


def test_a_file_at_the_root_is_told_from_one_below() -> None:
    assert list(short_names([Path("/x"), Path("/a/x")]).values()) == ["/x", "a/x"]
