"""A changed picture and its neighbours, against distances written out here."""

import numpy as np
import pytest

from course_lib.lessons.linear_classifiers import explorers
from course_lib.lessons.linear_classifiers.neighbours import asked, neighbours
from course_lib.lessons.linear_classifiers.pictures import changed, pictures


def test_two_pictures_of_each_class_are_asked():
    y = pictures().y_other[asked()]
    assert y.tolist() == [*range(10), *range(10)]
    assert len(set(asked())) == 20


@pytest.mark.parametrize(("metric", "p"), [("ℓ2", 2), ("ℓ1", 1)])
def test_the_nearest_by_hand(metric, p):
    data = pictures()
    x = data.X_other[asked()[4]]
    seen = changed(x[None], shift=2, light=0.8)[0]
    run = neighbours(image=4, metric=metric, k=4, shift=2, light=0.8)
    d = (np.abs(data.X - seen) ** p).sum(axis=1) ** (1 / p)
    np.testing.assert_array_equal(run.near, data.X[np.argsort(d)[:4]])
    np.testing.assert_array_equal(run.near_classes, data.y[np.argsort(d)[:4]])
    np.testing.assert_allclose(run.nearest[7], d[data.y == 7].min())
    assert run.to_original == pytest.approx((np.abs(seen - x) ** p).sum() ** (1 / p))
    np.testing.assert_array_equal(run.picture, seen)
    np.testing.assert_array_equal(run.original, x)


def test_the_view_shows_k_neighbours_and_their_names():
    explorer = explorers.neighbours()
    explorer.set(k=3, shift=2)
    shown = [text.get_text() for text in explorer.view.names if text.get_text()]
    assert shown == [explorer.result.names[c] for c in explorer.result.near_classes]
    assert len(shown) == 3
    image = np.asarray(explorer.view.many.get_array())
    assert image[-84:, -84:].max() == 0  # the upper right place is empty with three in a row of 5
    widths = [bar.get_width() for bar in explorer.view.bars]
    line = explorer.view.line.get_xdata()[0]
    ratio = explorer.result.nearest / explorer.result.to_original
    np.testing.assert_allclose(np.array(widths) / line, ratio)
