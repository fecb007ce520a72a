"""Questions on a shelf: those put there together stand as those put there one by one."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mathwright.curate.shelf import Shelf, Shelved

ROWS = st.lists(
    st.tuples(st.text(st.characters(exclude_characters="\0"), max_size=5), st.text(max_size=20)), max_size=9
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, max_size=5))
def test_gives_back_what_was_put_there_together_and_one_by_one(
    tmp_path: Path, blocks: list[list[tuple[str, str]]]
) -> None:
    whole: list[tuple[str, str]] = []
    with Shelf(tmp_path) as shelf:
        for block in blocks:
            assert shelf.add_all([place for place, _ in block], [question for _, question in block]) == len(whole)
            whole += block
            assert shelf.add("alone:1", "Half a pair: \ud800") == len(whole)
            whole.append(("alone:1", "Half a pair: \ud800"))
        assert len(shelf) == len(whole)
        assert [shelf.get(number) for number in range(len(whole))] == [Shelved(*row) for row in whole]
