"""Animals by class: the tree, the table of predictions, ties that do not depend on rounding."""

import numpy as np
import pytest

from course_lib.datasets import ZOO_CLASSES, load_zoo
from course_lib.lessons.structured_and_ranking_svm import explorers, zoo_tree
from course_lib.lessons.structured_and_ranking_svm import tree_cost as tc
from course_lib.lessons.structured_and_ranking_svm.tree_cost_view import places
from course_lib.linear import ClassFeatures, StructuredSVM


def test_the_tree_and_its_distances():
    assert zoo_tree.TREE.root == "animal"
    assert zoo_tree.TREE.leaves == ZOO_CLASSES
    D = zoo_tree.TREE.distance
    assert sorted(set(D[~np.eye(7, dtype=bool)])) == list(tc.DISTANCES)
    assert (D[0, 1], D[0, 4], D[0, 5], D[5, 6]) == (2, 4, 5, 2)


@pytest.mark.parametrize("cost", tc.COSTS)
def test_the_table_is_that_of_the_machine(cost):
    run = tc.tree_cost(seen=4, cost=cost, shared=True, C=1.0)
    assert run.confusion.sum() == 51
    train, test = zoo_tree.split(0, 50)
    assert len(set(train) | set(test)) == 101
    y = load_zoo().y
    np.testing.assert_array_equal(run.confusion.sum(axis=1), np.bincount(y[test], minlength=7))
    svm = StructuredSVM(tc.machine(cost, True), 1.0, tol=1e-6)
    svm.fit(zoo_tree.traits(tc.TRAITS[:4])[train], y[train])  # by cuts
    said = zoo_tree.said(svm, zoo_tree.traits(tc.TRAITS[:4])[test])
    assert (said != y[test]).sum() == run.far.sum()
    assert zoo_tree.TREE.distance[y[test], said].mean() == pytest.approx(run.distance)


def test_animals_that_are_alike_are_counted():
    train, _ = zoo_tree.split(0, 50)
    A, y = zoo_tree.traits(tc.TRAITS[:3])[train], zoo_tree.animal_classes()[train]
    model = tc.machine("tree distance", False)
    svm = StructuredSVM(model, 2.0, method="all").fit(A, y)
    np.testing.assert_allclose(tc.weights(model, A, y, 2.0), svm.weights_, atol=1e-4)


def test_mistakes_are_sorted_by_distance():
    run = tc.tree_cost()
    assert run.far.sum() == 51 - np.trace(run.confusion)
    assert run.distance == pytest.approx((run.far @ tc.DISTANCES) / 51)
    np.testing.assert_array_equal(run.far, run.reference)
    changed = tc.tree_cost(cost=tc.COSTS[1])
    np.testing.assert_array_equal(changed.reference, run.far)
    np.testing.assert_array_equal(changed.delta, zoo_tree.TREE.distance)


def test_scores_that_agree_tie_and_the_first_class_wins():
    svm = StructuredSVM(ClassFeatures(3)).fit(np.eye(3), [0, 1, 2])
    svm.weights_ = np.array([0.5, 0.2, 0, 0.5 + 1e-6, 0.1, 0, 0.4, 0.3, 0])
    assert zoo_tree.said(svm, np.eye(3)).tolist() == [0, 2, 0]


def test_parents_are_drawn_between_their_children():
    at = places()
    assert at["warm"][1] == 0.5
    assert at["no backbone"][1] == 5.5
    assert all(at[parent][0] < at[child][0] for child, parent in zoo_tree.TREE.parent.items())


def test_the_counts_are_written_in_their_cells():
    explorer = explorers.tree_cost()
    written = [[int(text.get_text() or 0) for text in row] for row in explorer.view.counts]
    np.testing.assert_array_equal(written, explorer.result.confusion)


def test_legs_are_in_units_of_four_and_answers_are_signs():
    legs = zoo_tree.traits(("legs",))
    assert legs.shape == (101, 2)
    assert legs[:, 1].max() == 2
    assert set(np.unique(zoo_tree.answers())) == {-1, 1}
    assert not zoo_tree.answers().flags.writeable
    assert not legs.flags.writeable
