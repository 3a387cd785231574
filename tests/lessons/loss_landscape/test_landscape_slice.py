"""Networks, planes and projections of the slices."""

import numpy as np
import pytest

from course_lib.lessons.loss_landscape.landscape_slice import (
    EPOCHS,
    FILTERS,
    LOW,
    PATH,
    RAW,
    coordinates,
    directions_of,
    landscape_slice,
    network,
    trained_path,
)
from course_lib.nn import Eval


def plain():
    return trained_path(2, 16, False, False)


def test_networks_have_the_chosen_shape():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((6, 196))
    for depth, skip, norm in ((2, False, False), (4, True, False), (4, True, True)):
        net = network(depth, 16, skip, norm)
        matrices = [s for n, s in net.shapes().items() if len(s) == 2]
        assert matrices == [(196, 16), *[(16, 16)] * (depth - 1), (16, 10)]
        mode = Eval(net.stats())
        assert net.forward(net.init(rng), X, mode)[0].shape == (6, 10)


def test_a_skip_connection_keeps_the_signal_when_the_block_is_zero():
    net = network(3, 16, True, False)
    params = net.init(np.random.default_rng(0))
    for name in params:
        if name.startswith(("1.", "2.")):
            params[name][:] = 0
    outputs, _ = net.layer_outputs(
        params, np.random.default_rng(1).standard_normal((4, 196)), Eval()
    )
    np.testing.assert_array_equal(outputs[2], outputs[0])


@pytest.mark.parametrize("plane", [FILTERS, RAW, PATH])
def test_values_lie_on_the_plane(plane):
    run, trained = landscape_slice(plane=plane), plain()
    (first, second), share = directions_of(trained, plane, 0)
    i, j = 3, 11
    point = trained.path[-1] + run.x[j] * first + run.y[i] * second
    assert run.values[i, j] == pytest.approx(trained.risk(point), rel=1e-9)
    assert run.share == share
    assert run.low == np.mean(run.values < LOW)


def test_the_path_ends_in_the_middle_and_is_the_best_projection():
    trained = plain()
    directions, share = directions_of(trained, PATH, 0)
    place = coordinates(trained, directions)
    np.testing.assert_allclose(place[-1], 0, atol=1e-12)
    away = trained.path - trained.path[-1]
    rest = away - place @ directions
    np.testing.assert_allclose(rest @ directions.T, 0, atol=1e-9)
    assert share == pytest.approx(1 - np.sum(rest**2) / np.sum(away**2))


def test_losses_belong_to_the_path():
    trained = plain()
    assert trained.loss[7] == pytest.approx(trained.risk(trained.path[7]))
    assert len(trained.path) == len(trained.loss) == EPOCHS + 1


def test_an_unknown_plane_is_refused():
    with pytest.raises(ValueError, match="plane must be"):
        landscape_slice(plane="xy")
