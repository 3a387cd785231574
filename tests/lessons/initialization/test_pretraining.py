"""What is pre-trained on, labelled and tested stays apart, and only what fits is taken over."""

import numpy as np

from course_lib.datasets import load_mnist
from course_lib.lessons.initialization import pretraining as pre
from course_lib.nn import mlp


def test_no_picture_of_the_source_is_labelled_or_tested():
    (pool, y), (test, _) = pre.target()
    assert set(y.tolist()) == set(range(5))
    for source in pre.SOURCES[:2]:
        X, _ = pre.source_data(source)
        assert len(X) == pre.SOURCE_SIZE
        seen = {row.tobytes() for row in pre.shifted(X)}
        assert not any(row.tobytes() in seen for row in pool)
        assert not any(row.tobytes() in seen for row in test)
    digits = load_mnist("train", size=13_000).y
    assert len(pool) == (digits >= 5).sum() - pre.SOURCE_SIZE


def test_only_layers_that_fit_are_taken_over():
    fresh = mlp((784, *pre.HIDDEN, 5)).init(np.random.default_rng(0))
    for source, last in ((pre.SOURCES[0], True), (pre.SOURCES[1], False)):
        taken = pre.transferred(source, fresh)
        old = pre.pretrained(source)
        assert (taken["0.W"] == old["0.W"]).all()
        assert (taken["4.W"] is old["4.W"]) == last
