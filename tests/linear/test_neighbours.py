"""Distances and nearest neighbours, against SciPy, scikit-learn and by hand."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from course_lib.linear import NearestNeighbours, distances, vote

METRICS = {1: "cityblock", 2: "euclidean"}


def clouds(n=120, d=7, K=4, seed=0):
    rng = np.random.default_rng(seed)
    y = np.arange(n) % K
    return rng.normal(size=(n, d)) + y[:, None] * 0.7, y


@pytest.mark.parametrize("p", METRICS)
def test_distances_are_those_of_scipy(p):
    A, B = clouds(30)[0], clouds(50, seed=1)[0]
    np.testing.assert_allclose(distances(A, B, p), cdist(A, B, METRICS[p]), rtol=1e-12)


@pytest.mark.parametrize("p", METRICS)
def test_near_points_far_from_the_origin_keep_their_digits(p):
    A = 1e4 + clouds(6)[0]
    B = A + 1e-5 * clouds(6, seed=2)[0]
    np.testing.assert_allclose(distances(A, B, p), cdist(A, B, METRICS[p]), rtol=1e-6)
    assert (np.diag(distances(A, A, p)) == 0).all()


def test_single_precision_and_whole_numbers_are_taken_as_doubles():
    A = clouds(5)[0].astype(np.float32)
    np.testing.assert_allclose(distances(A, A), cdist(A, A), atol=1e-12)
    assert distances([[0, 250]], np.array([[0, 5]], np.uint8), p=1).tolist() == [[245.0]]


def test_the_sum_of_sizes_by_a_loop():
    A, B = clouds(4)[0], clouds(5, seed=1)[0]
    want = [[sum(abs(s - t) for s, t in zip(a, b, strict=True)) for b in B] for a in A]
    np.testing.assert_allclose(distances(A, B, p=1), want)


@pytest.mark.parametrize("p", METRICS)
def test_nothing_to_ask_or_to_compare_with(p):
    assert distances(np.empty((0, 3)), np.ones((2, 3)), p).shape == (0, 2)
    assert distances(np.ones((2, 3)), np.empty((0, 3)), p).shape == (2, 0)


@pytest.mark.parametrize("p", METRICS)
@pytest.mark.parametrize("k", [1, 4])
def test_neighbours_by_a_loop(p, k):
    X, y = clouds()
    queries = clouds(9, seed=3)[0]
    found = NearestNeighbours(k, p).fit(X, y).neighbours(queries)
    for row, q in enumerate(queries):
        d = [np.linalg.norm(x - q, p) for x in X]
        order = sorted(range(len(X)), key=d.__getitem__)[:k]
        assert found.index[row].tolist() == order
        np.testing.assert_allclose(found.distance[row], np.sort(d)[:k])


def test_samples_and_labels_are_remembered_as_they_were():
    X, y = clouds()
    model, kept = NearestNeighbours().fit(X, y), (X.copy(), y.copy())
    X[0], y[0] = 99.0, y[-1]
    np.testing.assert_array_equal(model.X_, kept[0])
    np.testing.assert_array_equal(model.y_, kept[1])


def test_all_samples_may_vote():
    X, y = clouds()
    assert NearestNeighbours(len(X)).fit(X, y).neighbours(X[:2]).index.shape == (2, len(X))
    with pytest.raises(ValueError, match=f"k must be at most the {len(X)} training samples, got"):
        NearestNeighbours(len(X) + 1).fit(X, y)


def test_votes_and_their_ties():
    assert vote(np.array([[2, 1, 1, 2], [1, 2, 2, 1], [0, 1, 1, 0], [3, 2, 1, 0]])).tolist() == [
        2, 1, 0, 3,
    ]  # fmt: skip
    assert vote(np.array([[2, 1, 0, 1, 0]])).tolist() == [1]  # 1 and 0 have two, and 1 is nearer
    X, y = [[0.0], [1.0], [3.0], [4.0]], ["b", "a", "a", "b"]
    assert NearestNeighbours(2).fit(X, y).predict([[0.1], [2.9]]).tolist() == ["b", "a"]


def test_equal_distances_go_to_the_sample_that_comes_first():
    model = NearestNeighbours(1).fit([[1.0], [-1.0]], [5, 7])
    assert model.neighbours([[0.0]]).index.tolist() == [[0]]
    assert model.predict([[0.0]]).tolist() == [5]


def test_training_samples_are_their_own_neighbours_and_are_copied():
    X, y = clouds()
    model = NearestNeighbours().fit(X, y)
    X[:] = 0
    y[:] = 9
    assert model.score(clouds()[0], clouds()[1]) == 1.0


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: distances([[1.0]], [[1.0, 2.0]]), ValueError, "equally many columns: A has 1"),
        (lambda: distances([1.0], [[1.0]]), ValueError, "A must be an array with 2 axes"),
        (lambda: distances([[1.0]], [[1.0]], p=3), ValueError, "p must be one of 1, 2"),
        (lambda: distances([[np.nan]], [[1.0]]), ValueError, "A must be finite"),
        (lambda: NearestNeighbours(0), ValueError, "k must"),
        (lambda: NearestNeighbours(3).fit([[1.0]], [0]), ValueError, "at most the 1 training"),
        (lambda: NearestNeighbours().fit([[1.0]], [0, 1]), ValueError, "equally many rows"),
        (lambda: NearestNeighbours().fit([[1.0]], [[0]]), ValueError, "vector of labels"),
        (lambda: NearestNeighbours().predict([[1.0]]), AttributeError, "must be fitted"),
        (lambda: vote([0, 1]), ValueError, "table of class indices"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()


@pytest.mark.oracle
@pytest.mark.parametrize("p", METRICS)
@pytest.mark.parametrize("k", [1, 3, 7])
def test_answers_are_those_of_scikit_learn(p, k):
    sklearn = pytest.importorskip("sklearn.neighbors")
    X, y = clouds(400, K=2)
    queries = clouds(100, K=2, seed=5)[0]
    mine = NearestNeighbours(k, p).fit(X, y)
    theirs = sklearn.KNeighborsClassifier(k, p=p, algorithm="brute").fit(X, y)
    d, index = theirs.kneighbors(queries)
    np.testing.assert_array_equal(mine.neighbours(queries).index, index)
    np.testing.assert_allclose(mine.neighbours(queries).distance, d, rtol=1e-9)
    np.testing.assert_array_equal(mine.predict(queries), theirs.predict(queries))


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_small_distances_far_from_the_origin_keep_their_digits(scale):
    A = scale * np.array([[1.0, 2.0]])
    B = A + scale * np.array([[3e-7, 4e-7], [0.0, 0.0], [3.0, 4.0]])
    np.testing.assert_allclose(distances(A, B)[0], scale * np.array([5e-7, 0, 5]), rtol=1e-8)
