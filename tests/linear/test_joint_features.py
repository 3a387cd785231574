"""Joint features: scores by definition, and both searches against a look at every label."""

import itertools

import numpy as np
import pytest

from course_lib.linear import ClassFeatures, SignFeatures, Taxonomy

rng = np.random.default_rng(5)
X = rng.normal(size=(25, 3))
COSTS = rng.uniform(0, 3, (4, 4)) * (1 - np.eye(4))
PETS = Taxonomy(("cat", "dog", "carp", "wren"), {
    "cat": "fur", "dog": "fur", "fur": "warm", "wren": "warm", "warm": "pet",
    "carp": "pet"})  # fmt: skip
MODELS = {
    "classes": ClassFeatures(4),
    "costs": ClassFeatures(4, COSTS),
    "tree": ClassFeatures(4, PETS.distance, PETS.rows),
    "signs": SignFeatures(5),
    "chain": SignFeatures(5, chain=True),
    "one sign": SignFeatures(1, chain=True),
}
every = pytest.mark.parametrize("name", MODELS)


def some_labels(model):
    labels = model.labels()
    return labels[rng.integers(0, len(labels), len(X))]


@every
def test_the_best_label_is_that_of_all_labels(name):
    model = MODELS[name]
    Y = some_labels(model)
    for _ in range(20):
        w = rng.normal(size=model.size(3))
        plain, worst = model.best(w, X), model.best(w, X, Y)
        for i in range(len(X)):
            here = np.repeat(X[i : i + 1], model.count, axis=0)
            scores = model.features(here, model.labels()) @ w
            truth = np.repeat(Y[i][None], model.count, axis=0)
            augmented = scores + model.delta(truth, model.labels())
            np.testing.assert_array_equal(plain[i], model.labels()[scores.argmax()])
            np.testing.assert_array_equal(worst[i], model.labels()[augmented.argmax()])


@every
def test_labels_are_all_different_and_cost_nothing_themselves(name):
    model = MODELS[name]
    labels = model.labels()
    assert len(np.unique(labels, axis=0)) == len(labels) == model.count
    np.testing.assert_array_equal(model.delta(labels, labels), 0)
    np.testing.assert_array_equal(model.check(labels), labels)


def test_every_class_has_its_own_weights():
    features = ClassFeatures(3).features(X[:2], [2, 0])
    np.testing.assert_array_equal(features[0], [0, 0, 0, 0, 0, 0, *X[0]])
    np.testing.assert_array_equal(features[1], [*X[1], 0, 0, 0, 0, 0, 0])


def test_classes_of_a_tree_share_the_weights_above_them():
    model = MODELS["tree"]
    w = rng.normal(size=model.size(3))
    W = dict(zip(PETS.nodes, w.reshape(-1, 3), strict=True))
    scores = model.scores(w, X)
    np.testing.assert_allclose(scores[:, 0], X @ (W["cat"] + W["fur"] + W["warm"]))
    np.testing.assert_allclose(scores[:, 2], X @ W["carp"])
    np.testing.assert_allclose((model.features(X, np.full(25, 3)) @ w), scores[:, 3])


def test_signs_by_hand():
    model = SignFeatures(2, chain=True)
    np.testing.assert_array_equal(model.features([[2.0, 3.0]], [[1, -1]]), [[2, 3, -2, -3, -1]])
    assert model.delta([[1, -1], [1, 1]], [[1, 1], [-1, -1]]).tolist() == [1, 2]
    w = [1.0, 0.0, -0.2, 0.0, 0.5]  # scores 2 and −0.4, and ½ for agreeing
    assert model.best(w, [[2.0, 3.0]]).tolist() == [[1, 1]]
    assert model.best(w, [[2.0, 3.0]], [[1, 1]]).tolist() == [[1, -1]]  # 2.4 − 0.5 + 1 > 1.6 + 0.5


def test_many_answers_are_searched_without_a_list_of_labels():
    model = SignFeatures(200, chain=True)
    assert model.count == 2**200
    w = np.r_[np.ones(200), np.full(199, -5.0)]
    found = model.best(w, [[0.1]])[0]
    assert (found[1:] != found[:-1]).all()  # the chain wants neighbours to differ
    assert len(np.unique(SignFeatures(16).labels(), axis=0)) == 2**16
    with pytest.raises(ValueError, match="answers must be at most 16 to write down all labels"):
        SignFeatures(17).labels()


def test_a_chain_along_which_nothing_is_coupled_is_bit_by_bit():
    w = rng.normal(size=15)
    np.testing.assert_array_equal(
        SignFeatures(5).best(w, X), SignFeatures(5, chain=True).best(np.r_[w, np.zeros(4)], X)
    )


def test_bad_labels_and_costs_are_named():
    with pytest.raises(ValueError, match="Y must be a vector of class indices 0 to 3, got \\[0, 4"):
        MODELS["classes"].check([0, 4])
    for Y in ([0.0, 1.0], [-1, 0], [[0, 1]], [-1, -2]):
        with pytest.raises(ValueError, match="Y must be a vector of class indices"):
            MODELS["classes"].check(Y)
    assert MODELS["classes"].check([0, 3]).tolist() == [0, 3]
    assert MODELS["classes"].check(np.empty(0, dtype=int)).size == 0
    with pytest.raises(ValueError, match="Y must hold −1 and \\+1 in 5 columns"):
        MODELS["signs"].check([[0, 1, 1, 0, 1]])
    with pytest.raises(ValueError, match="delta must be a 2 × 2 table"):
        ClassFeatures(2, [[0, 1], [1, 2]])
    with pytest.raises(ValueError, match="delta must be a 2 × 2 table"):
        ClassFeatures(2, [[0, -1], [1, 0]])
    with pytest.raises(ValueError, match="rows must have one row for each of the 3 classes"):
        ClassFeatures(3, rows=np.eye(2))
    with pytest.raises(ValueError, match="classes must be at least 2"):
        ClassFeatures(1)
    with pytest.raises(ValueError, match="delta must be an array with 2 axes"):
        ClassFeatures(2, [0.0, 1.0])
    with pytest.raises(ValueError, match="rows must be an array with 2 axes"):
        ClassFeatures(2, rows=[0.0, 1.0])


# ---- the tree -----------------------------------------------------------------------------------


def test_the_distance_counts_the_edges_between_two_leaves():
    for (i, a), (j, b) in itertools.product(enumerate(PETS.leaves), repeat=2):
        up, down = PETS.way_up(a), PETS.way_up(b)
        meet = next(node for node in up if node in down)
        assert PETS.distance[i, j] == up.index(meet) + down.index(meet)
    assert (PETS.root, PETS.nodes[4:]) == ("pet", ("fur", "warm"))


def test_no_tree_is_told():
    with pytest.raises(ValueError, match="parent must have an entry for 'dog'"):
        Taxonomy(("cat", "dog"), {"cat": "pet"})
    with pytest.raises(ValueError, match="one root, got \\['house', 'pet'\\]"):
        Taxonomy(("cat", "dog"), {"cat": "pet", "dog": "house"})
    with pytest.raises(ValueError, match="a circle"):
        Taxonomy(("cat",), {"cat": "pet", "pet": "cat"})
