"""The ladder's paths and the work of three ways, against ladders that are really gone through."""

from itertools import pairwise, product

import numpy as np
import pytest

from course_lib.lessons.autodiff import explorers
from course_lib.lessons.autodiff.ladder_paths import WAYS, ladder_paths, paths, work

SMALL = list(product((1, 2, 3, 5), (1, 2, 3)))


def layers(depth, width):
    """Nodes of x, of each rung, and f; all wires between neighbours."""
    sizes = [1, *[width] * depth, 1]
    starts = np.cumsum([0, *sizes])
    return [list(range(a, b)) for a, b in pairwise(starts)]


def all_paths(place, rungs):
    """Every way on from a node of this place to f, as numbers of wires."""
    if place == len(rungs) - 1:
        return [0]
    return [1 + rest for _ in rungs[place + 1] for rest in all_paths(place + 1, rungs)]


@pytest.mark.parametrize(("depth", "width"), SMALL)
def test_path_by_path(depth, width):
    rungs = layers(depth, width)
    total = 0
    for place, nodes in enumerate(rungs[:-1]):
        for _ in nodes:
            ways = all_paths(place, rungs)
            total += sum(length - 1 for length in ways) + len(ways) - 1
    assert work("paths", depth, width) == total
    assert len(all_paths(0, rungs)) == paths(depth, width)


def swept(place, rungs):
    """Operations of one sweep from f back to one node of a place."""
    total = 0
    between = rungs[place + 1 : -1]
    for k, nodes in reversed(list(enumerate(between))):
        above = 1 if k == len(between) - 1 else len(between[k + 1])
        if above > 1 or k < len(between) - 1:
            total += len(nodes) * (above + above - 1)  # products and sums; slopes into f need none
    return total + (2 * len(between[0]) - 1 if between else 0)


@pytest.mark.parametrize(("depth", "width"), SMALL)
def test_sweeps(depth, width):
    rungs = layers(depth, width)
    assert work("sweep", depth, width) == swept(0, rungs)
    each = sum(swept(place, rungs) * len(nodes) for place, nodes in enumerate(rungs[:-1]))
    assert work("nodes", depth, width) == each


def test_exponential_quadratic_linear():
    run = ladder_paths(width=2)
    growth = {way: run.work[way][39] / run.work[way][19] for way in WAYS}
    assert growth["paths"] > 2**19
    assert growth["nodes"] == pytest.approx(4, rel=0.1)
    assert growth["sweep"] == pytest.approx(2, rel=0.1)


def test_the_reach_and_the_words():
    run = ladder_paths(depth=4, width=3)
    assert run.reach.tolist() == [1, 3, 9, 27, 81]
    assert run.summary.startswith("81 paths from x to f.")
    assert ladder_paths(depth=1, width=1).summary.startswith("1 path from x to f.")


def test_what_is_drawn():
    explorer = explorers.ladder_paths()
    view = explorer.view
    wires = view.wires.get_segments()
    assert len(wires) == 2 + 5 * 4 + 2
    assert [t.get_text() for t in view.reach if t.get_text()] == ["1", "2", "4", "8", "16", "32",
                                                                  "64"]  # fmt: skip
    explorer.set(depth=20, width=1)
    assert len(view.wires.get_segments()) == 21
    assert not any(t.get_text() for t in view.reach)
    assert view.dots["sweep"].get_xdata() == [20]
    assert view.dots["sweep"].get_ydata() == [work("sweep", 20, 1)]


def test_an_unknown_way():
    with pytest.raises(ValueError, match="way must be one of"):
        work("walk", 3, 2)
