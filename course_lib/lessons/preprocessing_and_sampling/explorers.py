"""Explorers of notebook 15: zero mean, scaling, whitening, and the order of the samples."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, log_slider, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.preprocessing_and_sampling import top_directions as top
from course_lib.lessons.preprocessing_and_sampling.cloud_and_risk import KINDS, STANDARDIZE
from course_lib.lessons.preprocessing_and_sampling.cloud_and_risk import (
    cloud_and_risk as run_cloud_and_risk,
)
from course_lib.lessons.preprocessing_and_sampling.cloud_and_risk_view import CloudAndRiskView
from course_lib.lessons.preprocessing_and_sampling.order_race import (
    AT_HOME,
    HEIGHT,
    LOOK,
    STEPS,
    WIDTH,
)
from course_lib.lessons.preprocessing_and_sampling.order_race import order_race as run_order_race
from course_lib.lessons.preprocessing_and_sampling.order_race_view import OrderRaceView
from course_lib.lessons.preprocessing_and_sampling.pictures import DATA, SIDE
from course_lib.lessons.preprocessing_and_sampling.top_directions_view import TopDirectionsView
from course_lib.lessons.preprocessing_and_sampling.whitened_pictures import (
    whitened_pictures as run_whitened_pictures,
)
from course_lib.lessons.preprocessing_and_sampling.whitened_pictures_view import (
    WhitenedPicturesView,
)
from course_lib.lessons.preprocessing_and_sampling.whitening_filters import FIRST, MATRICES
from course_lib.lessons.preprocessing_and_sampling.whitening_filters import (
    whitening_filters as run_whitening_filters,
)
from course_lib.lessons.preprocessing_and_sampling.whitening_filters_view import (
    WhiteningFiltersView,
)


def cloud_and_risk() -> Explorer:
    """Two measurements prepared step by step, and what the descent on their risk makes of it."""
    return Explorer(
        run_cloud_and_risk,
        CloudAndRiskView,
        dict(
            kind=choice("preparation", list(KINDS)),
            strength=slider("strength s", 0, 1, 0.0, 0.05),
        ),
        size=(9.6, 3.5),
    )


def whitened_pictures() -> Explorer:
    """New pictures before and after, with the variances along all directions."""
    return Explorer(
        run_whitened_pictures,
        WhitenedPicturesView,
        dict(
            data=choice("pictures", list(DATA)),
            kind=choice("preparation", list(KINDS), STANDARDIZE),
            strength=slider("strength s", 0, 1, 0.0, 0.05),
        ),
        size=(9.4, 3.4),
    )


def top_directions() -> Explorer:
    """Pictures from k directions, those directions equalized, and ε."""
    return Explorer(
        top.top_directions,
        TopDirectionsView,
        dict(
            data=choice("pictures", list(DATA)),
            k=int_slider("directions k", top.STEP, top.MOST, top.FIRST, top.STEP),
            eps=log_slider("ε", top.LEAST_EPS, top.MOST_EPS, top.FIRST_EPS, per_decade=1),
        ),
        size=(9.6, 3.3),
    )


def whitening_filters() -> Explorer:
    """A row of the whitening matrix as a picture. Click the place whose row you want."""

    def place(pointer, values):
        if pointer.axes != 0:
            return {}
        row, column = (min(max(round(at) - 1, 0), SIDE - 1) for at in (pointer.y, pointer.x))
        return {"place": (row, column)}

    return Explorer(
        run_whitening_filters,
        WhiteningFiltersView,
        dict(
            kind=choice("whitening", list(MATRICES)),
            eps=log_slider("ε", 1e-6, 1.0, 1e-3, per_decade=1),
        ),
        size=(9.0, 3.5),
        state=dict(place=FIRST),
        on_pointer=place,
    )


def order_race() -> Explorer:
    """Four orders of the same samples, and an outlier to drag."""

    def carry(pointer, values):
        if pointer.axes != 0:
            return {}
        x, y = (round(min(max(at, -end), end), 2)
                for at, end in ((pointer.x, WIDTH), (pointer.y, HEIGHT)))  # fmt: skip
        return {"outlier": (x, y)}

    return Explorer(
        run_order_race,
        OrderRaceView,
        dict(lr=log_slider("learning rate η", 0.005, 0.5, 0.05, per_decade=10)),
        size=(9.4, 3.6),
        state=dict(outlier=AT_HOME),
        on_pointer=carry,
        player=Player("step", last=lambda run: STEPS // LOOK, at=lambda run, frame: LOOK * frame),
    )
