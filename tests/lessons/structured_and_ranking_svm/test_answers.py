"""The facts that notebook 11 states in its folded answers and beside its figures."""

import json
from pathlib import Path

import numpy as np
import pytest

from course_lib import datasets, linear
from course_lib.lessons.structured_and_ranking_svm import explorers, zoo_tree
from course_lib.lessons.structured_and_ranking_svm import ranking_direction as rd
from course_lib.lessons.structured_and_ranking_svm.constraint_generation import (
    constraint_generation,
)
from course_lib.lessons.structured_and_ranking_svm.shared_box import POINTS, move, shared_box
from course_lib.lessons.structured_and_ranking_svm.sum_and_max import LECTURE_SCORES, sum_and_max
from course_lib.lessons.structured_and_ranking_svm.tree_cost import machine, tree_cost
from course_lib.linear import RankSVM, SignFeatures, StructuredSVM

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "11_structured_and_ranking_svm.ipynb"
BLUE, ORANGE, GREEN = range(3)


def notebook_names(*cells) -> dict:
    """What these cells of the notebook define, run on their own."""
    source = {
        c["id"]: "".join(c["source"]) for c in json.loads(NOTEBOOK.read_text("utf8"))["cells"]
    }
    names = {"np": np, "datasets": datasets}
    for cell in cells:
        exec(source[cell], names)
    return names


def printed(cell) -> list[list[str]]:
    """The words of each line that a cell of the notebook prints."""
    cells = json.loads(NOTEBOOK.read_text("utf8"))["cells"]
    (output,) = next(c for c in cells if c["id"] == cell)["outputs"]
    return [line.split() for line in "".join(output["text"]).splitlines()]


# ---- sum and max --------------------------------------------------------------------------------


def of_the_frog(**scores):
    row = dict(zip(("cat", "car", "frog"), LECTURE_SCORES[2], strict=True)) | scores
    return sum_and_max(scores=(*LECTURE_SCORES[:2], tuple(row.values())))


def test_both_losses_of_the_frog_reach_zero_at_the_same_score():
    for frog in np.arange(-3.1, 6, 0.1):
        run = of_the_frog(frog=frog)
        assert (run.sums[2] > 1e-9) == (run.largest[2] > 1e-9) == (frog < 3.5 - 1e-9)


def test_only_the_sum_sees_the_smaller_demand():
    run = of_the_frog(cat=-3.0)
    np.testing.assert_allclose([run.sums[2], run.largest[2]], [7.7, 6.6])
    assert of_the_frog(cat=2.4).largest[2] == pytest.approx(6.6)
    assert of_the_frog(cat=2.7).largest[2] > 6.7  # cat has passed car


def test_no_loss_doubles_with_the_scores():
    run = explorers.sum_and_max().peek(scale=2.0)
    np.testing.assert_allclose(run.sums, [4.8, 0, 23.8])
    np.testing.assert_allclose(run.largest, [4.8, 0, 12.2])


def test_the_demands_by_hand():
    np.testing.assert_allclose(sum_and_max().asked[2], [6.3, 6.6, 0])


# ---- the shared box -----------------------------------------------------------------------------


def test_point_10_spends_its_box_against_green_until_it_comes_home():
    first = shared_box()
    np.testing.assert_allclose(first.share[9], [0, 0, 1], atol=1e-4)
    home = shared_box(points=move(POINTS, (9, 0.0, 0.0), 2.2, -0.5))
    assert (home.share[9] == 0).all()
    scores = home.W @ [1, 2.2, -0.5]
    assert scores[ORANGE] - np.delete(scores, ORANGE).max() >= 1


def test_all_boxes_are_full_when_slack_is_cheap():
    run = shared_box(C=0.01)
    np.testing.assert_allclose(run.share.sum(axis=1), 1, atol=1e-4)
    assert (run.slack > 0.01).all()
    assert ((run.share > 1e-3).sum(axis=1) == 2).any()


def test_blue_gains_ground_when_calling_it_orange_costs_more():
    before, after = shared_box(), shared_box(cost=6.0)

    def blue_beats_orange(run):
        return (run.scores[..., BLUE] > run.scores[..., ORANGE]).mean()

    assert blue_beats_orange(after) > blue_beats_orange(before) + 0.02
    assert (after.share[[2, 3], ORANGE] > 0.1).all()
    assert after.share[7, BLUE] > 0.9


# ---- rankings -----------------------------------------------------------------------------------


def test_the_opposite_direction_swaps_the_other_pairs():
    assert rd.ranking_direction().swapped.sum() == 273
    assert rd.ranking_direction(angle=-30.0).swapped.sum() == 357 == 630 - 273


def test_the_length_changes_the_hinge_only():
    short, long = rd.ranking_direction(), rd.ranking_direction(length=3.0)
    np.testing.assert_array_equal(short.counts, long.counts)
    assert np.abs(short.hinges - long.hinges).max() > 0.5


def test_where_the_count_and_the_hinge_are_lowest():
    run = rd.ranking_direction()
    assert (run.counts.min(), rd.ANGLES[run.counts.argmin()]) == (185, -88)
    assert rd.ANGLES[run.hinges.argmin()] == -132
    for C, angle, swapped in ((0.01, -138, 199), (1.0, -133, 196)):
        learned = rd.ranking_direction(source=f"ranking SVM, C = {C:g}")
        assert (round(learned.angle), learned.swapped.sum()) == (angle, swapped)


def test_the_learned_ranking_against_popularity():
    names = notebook_names("code-travel")
    rows = printed("code-rank")[1:]
    assert len(rows) == 5
    for seed, row in enumerate(rows):
        train, validation, test = names["travellers"](seed)
        fits = {C: RankSVM(C).fit(*train) for C in (0.001, 0.01, 0.1, 1.0, 10.0)}
        best = max(fits, key=lambda C: fits[C].score(*validation))
        assert float(row[0]) == best
        swapped = linear.swapped_pairs(fits[best].predict(test[0]), *test[1:])
        assert f"{swapped:.0%}" == row[1]
    part = np.array([[float(word.rstrip("%")) for word in row[1:]] for row in rows])
    assert (part[:, 0] < 0.7 * part[:, 1]).all()
    assert (part[:, 2].min(), part[:, 2].max()) == (58, 77)
    groups = [set(test[2]) for test in names["travellers"](0)]
    assert [len(group) for group in groups] == [105, 52, 53]
    assert len(set.union(*groups)) == 210


# ---- the tree -----------------------------------------------------------------------------------


def test_nearer_mistakes_and_not_fewer():
    plain, tree = tree_cost(), tree_cost(cost="tree distance")
    assert (plain.far.sum(), plain.far[1:].sum(), round(plain.distance, 2)) == (20, 10, 1.24)
    assert (tree.far.sum(), tree.far[1:].sum(), round(tree.distance, 2)) == (23, 7, 1.22)


def test_with_expensive_slack_the_tree_cost_is_worse():
    plain, tree = tree_cost(C=10.0), tree_cost(C=10.0, cost="tree distance")
    assert (plain.far.sum(), round(plain.distance, 2)) == (12, 0.86)
    assert (tree.far.sum(), round(tree.distance, 2)) == (20, 1.08)


def test_with_cheap_slack_nearly_all_are_mammals():
    said = tree_cost(C=0.1, cost="tree distance").confusion.sum(axis=0)
    assert (said[0], said.sum()) == (46, 51)
    assert np.bincount(zoo_tree.animal_classes()).argmax() == 0


@pytest.mark.parametrize(("cost", "C"), [("0–1", 1.0), ("tree distance", 1.0), ("0–1", 10.0)])
def test_what_is_told_does_not_hang_on_a_tie_that_is_nearly_none(cost, C):
    train, test = zoo_tree.split(0, 50)
    A = zoo_tree.traits(("legs", "tail", "catsize", "predator", "venomous", "domestic"))
    svm = StructuredSVM(machine(cost, False), C, method="all")
    svm.fit(A[train], zoo_tree.animal_classes()[train])
    scores = svm.model.scores(svm.weights_, A[test])
    behind = scores.max(axis=1, keepdims=True) - scores
    assert not ((behind > 1e-4) & (behind < 1e-2)).any()


def test_the_tree_cost_does_not_lower_the_distance_on_new_animals():
    lines = printed("code-tree-test")
    for block in (lines[1:4], lines[5:8]):
        means = [float(line[-4]) for line in block]
        low, high = float(block[0][-3].strip("(")), float(block[0][-1].strip(")"))
        assert means[0] <= min(means[1:])
        assert max(means) - min(means) < high - low


# ---- cuts ---------------------------------------------------------------------------------------


def test_the_first_cut_has_every_answer_wrong():
    assert constraint_generation().wrong[0].all()


def test_the_value_may_rise_and_the_bound_does_not_fall():
    trace = constraint_generation().trace
    assert (trace.rounds, (np.diff(trace.value) > 0).sum()) == (32, 9)
    assert (np.diff(trace.bound) > 0).all()


def test_cuts_grow_slowly_with_the_answers():
    few, many = constraint_generation(k=3), constraint_generation(k=9)
    assert round(many.constraints / few.constraints) == 73
    assert (few.trace.rounds, many.trace.rounds) == (21, 38)
    assert round(38 / 21, 1) == 1.8
    assert many.constraints == 51_611


@pytest.mark.parametrize(("tol", "cuts"), [(0.1, 14), (0.01, 38), (0.001, 76)])
def test_cuts_for_a_smaller_gap(tol, cuts):
    A, Y = zoo_tree.traits(zoo_tree.SEEN), zoo_tree.answers()
    svm = StructuredSVM(SignFeatures(9), C=0.03, tol=tol).fit(A, Y)
    assert svm.trace_.rounds == cuts
    if tol == 0.001:
        assert (svm.alpha_ > 0).sum() == 22


def test_the_gap_is_the_violation_at_the_price_of_all_slack():
    run, price = constraint_generation(k=4), 101 * 0.03
    A, Y = zoo_tree.traits(zoo_tree.SEEN), zoo_tree.answers(zoo_tree.HIDDEN[:4])
    risk, cuts = linear.StructuredRisk(SignFeatures(4), A, Y), []
    for t in range(run.trace.rounds):
        rows, delta, _ = risk.worst(run.trace.x[t])
        slack = max([0.0, *(b - g @ run.trace.x[t] for g, b in cuts)])
        cuts.append((rows.mean(axis=0), delta.mean()))
        violation = cuts[-1][1] - cuts[-1][0] @ run.trace.x[t] - slack
        assert run.trace.value[t] - run.trace.bound[t] == pytest.approx(price * violation, abs=1e-6)


def test_what_a_photo_does_not_show():
    rows = np.array(
        [[float(word.rstrip("%")) for word in row] for row in printed("code-photo")[1:]]
    )
    assert rows.shape == (5, 5)
    assert rows[:, :2].min() >= 1.0
    assert rows[:, :2].max() <= 2.0
    assert (np.abs(rows[:, 2] - 3) < 0.4).all()
    assert np.abs(rows[:, 0] - rows[:, 1]).max() < 0.15
