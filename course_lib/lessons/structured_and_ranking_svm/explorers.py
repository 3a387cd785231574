"""Explorers of notebook 11: both multiclass hinges, the shared box, rankings, trees, cuts."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.shared.carried import grab
from course_lib.lessons.structured_and_ranking_svm.constraint_generation import (
    constraint_generation as run_constraint_generation,
)
from course_lib.lessons.structured_and_ranking_svm.constraint_generation_view import (
    ConstraintGenerationView,
)
from course_lib.lessons.structured_and_ranking_svm.ranking_direction import SOURCES, TRAVELLERS
from course_lib.lessons.structured_and_ranking_svm.ranking_direction import (
    ranking_direction as run_ranking_direction,
)
from course_lib.lessons.structured_and_ranking_svm.ranking_direction_view import (
    RankingDirectionView,
)
from course_lib.lessons.structured_and_ranking_svm.shared_box import POINTS, move
from course_lib.lessons.structured_and_ranking_svm.shared_box import shared_box as run_shared_box
from course_lib.lessons.structured_and_ranking_svm.shared_box_view import SharedBoxView
from course_lib.lessons.structured_and_ranking_svm.sum_and_max import LECTURE_SCORES, drag
from course_lib.lessons.structured_and_ranking_svm.sum_and_max import sum_and_max as run_sum_and_max
from course_lib.lessons.structured_and_ranking_svm.sum_and_max_view import SumAndMaxView
from course_lib.lessons.structured_and_ranking_svm.tree_cost import COSTS, TRAITS
from course_lib.lessons.structured_and_ranking_svm.tree_cost import tree_cost as run_tree_cost
from course_lib.lessons.structured_and_ranking_svm.tree_cost_view import TreeCostView


def sum_and_max() -> Explorer:
    """Three pictures and their scores. Drag a bar: the score follows."""

    def pull(pointer, values):
        if pointer.axes > 2:
            return {}
        scale = values["scale"]
        return {"scores": drag(values["scores"], scale, pointer.axes, pointer.x, pointer.y)}

    return Explorer(
        run_sum_and_max,
        SumAndMaxView,
        dict(
            delta=slider("cost of a mistake Δ", 0.25, 4.0, 1.0, 0.25),
            scale=slider("factor of all scores", 0.25, 2.0, 1.0, 0.25),
        ),
        size=(9.2, 3.5),
        state=dict(scores=LECTURE_SCORES),
        on_pointer=pull,
    )


def shared_box() -> Explorer:
    """The multiclass SVM in the plane. Drag a point: the one nearest to the pointer moves."""

    def carry(pointer, values):
        if pointer.axes != 0:
            return {}
        if pointer.kind == "click":
            return {"held": grab(values["points"], pointer.x, pointer.y)}
        return {"points": move(values["points"], values["held"], pointer.x, pointer.y)}

    return Explorer(
        run_shared_box,
        SharedBoxView,
        dict(
            C=log_slider("price of slack C", 0.01, 100.0, 1.0, per_decade=10),
            cost=slider("cost Δ(blue, orange)", 0.5, 6.0, 1.0, 0.5),
        ),
        size=(9.2, 3.35),
        state=dict(points=POINTS, held=(9, 0.0, 0.0)),
        on_pointer=carry,
    )


def ranking_direction() -> Explorer:
    """Turn the direction along which the modes of travel are ranked."""

    def taken(values):
        return values["source"] != "mine"

    return Explorer(
        run_ranking_direction,
        RankingDirectionView,
        dict(
            angle=slider("angle of w (°)", -180.0, 180.0, 150.0, 1.0),
            length=log_slider("length ‖w‖", 0.1, 5.0, 1.0, per_decade=10),
            traveller=int_slider("traveller", 1, TRAVELLERS, 60),
            source=choice("w", list(SOURCES)),
        ),
        size=(9.4, 3.2),
        idle=dict(angle=taken, length=taken),
    )


def tree_cost() -> Explorer:
    """Seven classes of animals from few traits, with a cost that knows the tree or does not."""
    return Explorer(
        run_tree_cost,
        TreeCostView,
        dict(
            seen=int_slider("traits seen", 1, len(TRAITS), 6),
            C=log_slider("price of slack C", 0.1, 100.0, 1.0, per_decade=2),
            cost=choice("cost Δ in training", list(COSTS)),
            shared=toggle("share weights"),
        ),
        size=(9.4, 3.2),
    )


def constraint_generation() -> Explorer:
    """Cuts for many yes-or-no answers at once, one after the other."""
    return Explorer(
        run_constraint_generation,
        ConstraintGenerationView,
        dict(
            k=int_slider("answers k", 1, 9, 6),
            C=log_slider("price of slack C", 0.003, 0.1, 0.03, per_decade=2, slow=True),
            chain=toggle("chain"),
        ),
        size=(9.4, 3.25),
        player=Player("cut", last=lambda run: run.trace.rounds, start=0, stored=-1),
    )
