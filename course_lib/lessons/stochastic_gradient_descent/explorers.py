"""Explorers of notebook 06: paths, the cloud, the order, the stop, less variance, old gradients."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer
from course_lib.lessons.stochastic_gradient_descent import descent_paths as paths
from course_lib.lessons.stochastic_gradient_descent import early_stopping as stops
from course_lib.lessons.stochastic_gradient_descent import gradient_cloud as cloud
from course_lib.lessons.stochastic_gradient_descent import sample_order as orders
from course_lib.lessons.stochastic_gradient_descent import staleness as stale
from course_lib.lessons.stochastic_gradient_descent import variance_reduction as reduced
from course_lib.lessons.stochastic_gradient_descent.descent_paths_view import DescentPathsView
from course_lib.lessons.stochastic_gradient_descent.early_stopping_view import EarlyStoppingView
from course_lib.lessons.stochastic_gradient_descent.gradient_cloud_view import GradientCloudView
from course_lib.lessons.stochastic_gradient_descent.sample_order_view import SampleOrderView
from course_lib.lessons.stochastic_gradient_descent.staleness_view import StalenessView
from course_lib.lessons.stochastic_gradient_descent.variance_reduction_view import (
    VarianceReductionView,
)


def gradient_cloud() -> Explorer:
    """Gradients of single cars and of mini-batches, and how fast their spread falls with B."""
    return Explorer(
        cloud.gradient_cloud,
        GradientCloudView,
        dict(
            batch=choice("batch size B", cloud.SIZES, 8),
            way=slider("way to the best line", 0.0, 1.0, 0.0, 0.1),
            measure=choice("shown", cloud.MEASURES),
            replace=toggle("with replacement", True),
        ),
        size=(9.3, 3.4),
    )


def descent_paths() -> Explorer:
    """All cars, B cars, or one car per step: the paths, and what they cost."""
    return Explorer(
        paths.descent_paths,
        DescentPathsView,
        dict(
            batch=log_slider("batch size B", 1, 1259, 10, per_decade=10, whole=True),
            lr=log_slider("step size η", 0.01, 0.63, 0.1),
            budget=choice("equal", list(paths.BUDGETS)),
            seed=int_slider("seed", 0, 9, 0),
        ),
        size=(9.3, 3.4),
    )


def sample_order() -> Explorer:
    """With or without replacement, reshuffled or not, sorted by class."""
    return Explorer(
        orders.sample_order,
        SampleOrderView,
        dict(
            order=choice("order", orders.ORDERS, "reshuffled"),
            batch=choice("batch size B", orders.SIZES),
            lr=log_slider("step size η", 0.001, 0.1, 10**-1.5, per_decade=4),
        ),
        size=(9.3, 3.4),
    )


def early_stopping() -> Explorer:
    """Train on few messages and stop when the validation set says so."""
    return Explorer(
        stops.early_stopping,
        EarlyStoppingView,
        dict(
            n=choice("training messages", stops.SIZES, 100),
            lam=choice("penalty λ", stops.LAMBDAS),
            watched=choice("watch the", stops.WATCHED),
            patience=int_slider("patience", 1, 40, 10),
            seed=int_slider("seed", 0, 9, 0),
        ),
        size=(9.3, 3.3),
    )


def variance_reduction() -> Explorer:
    """SGD, SVRG and SAGA by gradients spent."""
    return Explorer(
        reduced.variance_reduction,
        VarianceReductionView,
        dict(
            step=log_slider("step size ηL", 0.01, 3.2, 10**-0.5, per_decade=4),
            inner=choice("steps per anchor, in n", reduced.INNER, 2.0),
            counted=toggle("count all gradients", True),
        ),
        size=(9.3, 3.4),
    )


def staleness() -> Explorer:
    """Gradients that are τ steps old. Click τ and ηL in the right panel."""

    def place(pointer, values):
        if pointer.axes != 1:
            return {}
        return {"tau": round(min(max(pointer.x, 0), stale.LONGEST)),
                "step": min(max(pointer.y, 0.01), 2.0)}  # fmt: skip

    return Explorer(
        stale.staleness,
        StalenessView,
        dict(
            tau=int_slider("delay τ", 0, stale.LONGEST, 4),
            step=log_slider("step size ηL", 0.01, 2.0, 0.2),
            kind=choice("delay", stale.DELAYS),
            gradient=choice("gradient of", list(stale.BATCHES)),
        ),
        size=(9.3, 3.4),
        on_pointer=place,
    )
