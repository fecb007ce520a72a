from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mathwright.concepts.graph import EDGE_KINDS, build_graph
from mathwright.concepts.graphml import as_networkx, write_graphml

ROWS = [([f"t{i % 5}", f"t{i % 3}"], [f"k{i % 4}", f"k{i % 7}"]) for i in range(30)]


def read(path: Path) -> tuple[dict[str, object], dict[frozenset[str], object]]:
    return told(nx.read_graphml(path))


def told(graph: nx.Graph) -> tuple[dict[str, object], dict[frozenset[str], object]]:
    return dict(graph.nodes(data=True)), {frozenset((u, v)): data for u, v, data in graph.edges(data=True)}


def test_three_problems_as_a_graph() -> None:
    graph = build_graph([(["a", "b"], ["x"]), (["a", "b"], ["x", "y"]), (["b"], ["y"])])
    nodes, edges = told(as_networkx(graph))
    assert nodes == {
        "t0": {"kind": "topic", "name": "a", "count": 2},
        "t1": {"kind": "topic", "name": "b", "count": 3},
        "k0": {"kind": "knowledge_point", "name": "x", "count": 2},
        "k1": {"kind": "knowledge_point", "name": "y", "count": 2},
    }
    assert {tuple(sorted(ends)): data for ends, data in edges.items()} == {
        ("t0", "t1"): {"weight": 2},
        ("k0", "t0"): {"weight": 2},
        ("k0", "t1"): {"weight": 2},
        ("k1", "t0"): {"weight": 1},
        ("k1", "t1"): {"weight": 2},
        ("k0", "k1"): {"weight": 1},
    }


def test_reads_back_equal(tmp_path: Path) -> None:
    graph = build_graph(ROWS)
    write_graphml(graph, tmp_path / "graph.graphml")
    assert read(tmp_path / "graph.graphml") == told(as_networkx(graph))
    assert len(as_networkx(graph).edges) == sum(len(graph.edges(kind)[0]) for kind in EDGE_KINDS)


XML = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(name=XML, point=XML)
def test_odd_names_read_back_equal(tmp_path: Path, name: str, point: str) -> None:
    graph = build_graph([([name], [point])], least=1)
    write_graphml(graph, tmp_path / "graph.graphml")
    assert read(tmp_path / "graph.graphml") == told(as_networkx(graph))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("<a & 'b' \"c\">", "<a & 'b' \"c\">"),
        (" two\n\tlines\u2028three ", " two\n\tlines\u2028three "),
        ("\x00\x1b\r\ufffe\ud800", "\\u0000\\u001b\\u000d\\ufffe\\ud800"),
        ("\x7f\x85🙂", "\x7f\x85🙂"),
        ("", ""),
    ],
)
def test_what_xml_cannot_hold_is_written_as_its_code(tmp_path: Path, name: str, written: str) -> None:
    write_graphml(build_graph([([name], ["x"])] * 2), tmp_path / "graph.graphml")
    assert read(tmp_path / "graph.graphml")[0]["t0"] == {"kind": "topic", "name": written, "count": 2}


def test_the_same_graph_is_written_in_the_same_bytes(tmp_path: Path) -> None:
    for name, rows in (("one", ROWS), ("two", ROWS[::-1])):
        write_graphml(build_graph(rows), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").read_bytes().startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<graphml ")
