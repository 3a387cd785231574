"""Layout: columns respect the edges, neighbours keep their distance, few crossings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.autodiff import parse_expression, trace_graph
from course_lib.plots.graph_layout import layered, layout_of, spaced


@st.composite
def graphs(draw):
    count = draw(st.integers(2, 12))
    edges = []
    for target in range(1, count):
        sources = draw(st.lists(st.integers(0, target - 1), max_size=3))
        edges += [(source, target) for source in sources]
    return count, edges


@settings(deadline=None)  # times are measured elsewhere
@given(graphs())
def test_every_graph_is_laid_out(graph):
    count, edges = graph
    layout = layered(count, edges)
    for source, target in edges:
        assert layout.column[source] < layout.column[target]
    for (source, target), path in zip(edges, layout.paths, strict=True):
        assert path[:, 0].tolist() == list(range(layout.column[source], layout.column[target] + 1))
        assert path[0, 1] == pytest.approx(layout.height[source])
        assert path[-1, 1] == pytest.approx(layout.height[target])
    places = {(c, round(h, 9)) for c, h in zip(layout.column, layout.height, strict=True)}
    bends = [tuple(p) for path in layout.paths for p in path[1:-1].round(9)]
    assert len(places | set(bends)) == count + len(bends)
    for column in set(layout.column):
        heights = sorted(h for c, h in (places | set(bends)) if c == column)
        assert all(np.diff(heights) > 1 - 1e-6)


def test_inputs_stand_left_and_constants_near_their_user():
    edges = [(0, 1), (1, 2), (2, 4), (3, 4)]
    assert layered(5, edges).column == (0, 1, 2, 0, 3)
    assert layered(5, edges, near={3}).column == (0, 1, 2, 2, 3)


def crossings(layout, edges):
    """Counted anew on the drawn pieces."""
    pieces = [(path[k], path[k + 1]) for path in layout.paths for k in range(len(path) - 1)]
    total = 0
    for i, (a, b) in enumerate(pieces):
        for c, d in pieces[:i]:
            if a[0] == c[0]:
                total += (a[1] - c[1]) * (b[1] - d[1]) < -1e-12
    return total


def test_a_tree_has_no_crossings():
    # Inputs are numbered so that the plain order would cross.
    edges = [(0, 4), (2, 4), (1, 5), (3, 5), (4, 6), (5, 6)]
    assert crossings(layered(7, edges), edges) == 0


def tangle(seed):
    """Five nodes, five and four in three columns, two random inputs each."""
    rng = np.random.default_rng(seed)
    edges = {(int(rng.integers(0, 5)), 5 + k) for k in range(5) for _ in range(2)}
    edges |= {(5 + int(rng.integers(0, 5)), 10 + k) for k in range(4) for _ in range(2)}
    return sorted(edges)


def test_tangles_are_combed():
    """70 with both ways of ordering; 73 without the swaps, 88 without the sorting."""
    assert sum(crossings(layered(14, tangle(k)), tangle(k)) for k in range(12)) <= 71


def test_a_long_edge_is_led_around_the_nodes_between():
    edges = [(0, 2), (1, 2), (2, 3), (3, 4), (1, 4)]
    layout = layered(5, edges)
    bends = layout.paths[-1][1:-1]
    assert len(bends) == 2
    for bend, node in zip(bends, (2, 3), strict=True):
        assert abs(bend[1] - layout.height[node]) >= 1 - 1e-9
    assert crossings(layout, edges) == 0


def test_gates_stand_level_with_the_mean_of_their_inputs():
    layout = layered(3, [(0, 2), (1, 2)])
    assert layout.height == pytest.approx((0.5, -0.5, 0.0))


@settings(deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=6))
def test_spaced_is_the_nearest_with_distance_one(wanted):
    y = spaced(wanted)
    assert (np.diff(y) <= -1 + 1e-9).all()
    best = np.sum((y - wanted) ** 2)
    rng = np.random.default_rng(0)
    for _ in range(20):
        other = np.sort(rng.normal(size=len(y)))[::-1] * 0.3 + y - np.arange(len(y)) * 1e-9
        assert np.sum((other - wanted) ** 2) >= best - 1e-9


def drawn(text, *values):
    """A formula's graph and its places."""
    f = parse_expression(text)
    graph = trace_graph(f(*(values or [0.5] * len(f.names))))
    return graph, layout_of(graph.structure)


@pytest.mark.parametrize("text", ["(x + y) * z", "z * (x + y)", "y * exp(x)", "max(x, exp(y), y)"])
def test_edges_into_a_commutative_gate_do_not_cross(text):
    graph, places = drawn(text)
    into = [k for k, e in enumerate(graph.edges) if e.target == len(graph.nodes) - 1]
    pairs = sorted((places.ports[k], places.nodes[graph.edges[k].source, 1]) for k in into)
    heights = [height for _, height in pairs]
    assert heights == sorted(heights)


def test_operands_of_the_others_enter_in_their_order():
    graph, places = drawn("(x + y) / x", 1, 2)
    last = len(graph.nodes) - 1
    first, second = (k for k, e in enumerate(graph.edges) if e.target == last)
    assert [graph.edges[k].slot for k in (first, second)] == [0, 1]
    assert [places.ports[k] for k in (first, second)] == [1.0, -1.0]
    # although it comes from below
    assert places.paths[first][-2, 1] < places.paths[second][-2, 1]


def test_a_constant_stands_next_to_its_gate():
    graph, places = drawn("3 + exp(sin(x))", 1)
    columns = [
        (node.symbol, column)
        for node, column in zip(graph.nodes, places.nodes[:, 0], strict=True)
        if node.kind != "gate"
    ]
    assert columns == [("", 2), ("x", 0)]
