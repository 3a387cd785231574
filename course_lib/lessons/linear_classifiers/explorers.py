"""Explorers of notebook 07: neighbours, templates, lines, losses, searches, differences."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.linear_classifiers import search_race as race
from course_lib.lessons.linear_classifiers import templates as growing
from course_lib.lessons.linear_classifiers import three_classes as plane
from course_lib.lessons.linear_classifiers.difference_step import (
    CURVES,
    HIGHEST,
    LOWEST,
    PRECISIONS,
)
from course_lib.lessons.linear_classifiers.difference_step import (
    difference_step as run_difference_step,
)
from course_lib.lessons.linear_classifiers.difference_step_view import DifferenceStepView
from course_lib.lessons.linear_classifiers.neighbours import ASKED, METRICS, MOST
from course_lib.lessons.linear_classifiers.neighbours import neighbours as run_neighbours
from course_lib.lessons.linear_classifiers.neighbours_view import NeighboursView
from course_lib.lessons.linear_classifiers.pictures import SETS
from course_lib.lessons.linear_classifiers.search_race_view import SearchRaceView
from course_lib.lessons.linear_classifiers.templates_view import TemplatesView
from course_lib.lessons.linear_classifiers.three_classes_view import ThreeClassesView
from course_lib.lessons.linear_classifiers.three_samples import LECTURE, lift
from course_lib.lessons.linear_classifiers.three_samples import three_samples as run_three_samples
from course_lib.lessons.linear_classifiers.three_samples_view import ThreeSamplesView


def neighbours() -> Explorer:
    """A picture of clothes in other circumstances, and what is nearest to it then."""
    return Explorer(
        run_neighbours,
        NeighboursView,
        dict(
            image=int_slider("picture", 0, ASKED - 1, 11),
            k=int_slider("k", 1, MOST, 5),
            metric=choice("distance", list(METRICS)),
            shift=int_slider("shift", -6, 6, 0),
            turn=int_slider("turn °", -60, 60, 0, 5),
            bend=slider("bend", 0.0, 4.0, 0.0, 0.5),
            light=slider("light", 0.2, 1.6, 1.0, 0.1),
            cover=int_slider("cover", 0, 16, 0),
            clutter=slider("clutter", 0.0, 1.0, 0.0, 0.1),
        ),
        size=(9.4, 3.0),
    )


def templates() -> Explorer:
    """Ten templates while a linear classifier of pictures is trained."""
    return Explorer(
        growing.templates,
        TemplatesView,
        dict(
            data=choice("pictures", list(SETS)),
            loss=choice("loss", list(growing.LOSSES)),
            lam=choice("penalty λ", growing.PENALTIES),
            mirrored=toggle("mirror every other picture"),
        ),
        size=(9.4, 2.9),
        player=Player(
            "step",
            last=lambda run: len(growing.FRAMES) - 1,
            at=lambda run, frame: growing.FRAMES[frame],
            start=9,
            stored=-1,
        ),
    )


def three_classes() -> Explorer:
    """Three lines to drag by their dots and diamonds, and the descent that starts from them."""

    def carry(pointer, values):
        if pointer.axes != 0:
            return {}
        if pointer.kind == "click":
            return {"held": plane.grab(values["lines"], pointer.x, pointer.y)}
        return {"lines": plane.pull(values["lines"], values["held"], pointer.x, pointer.y)}

    def experiment(held, **values):
        return plane.three_classes(**values)

    return Explorer(
        experiment,
        ThreeClassesView,
        dict(
            loss=choice("minimize", list(plane.LOSSES)),
            lr=log_slider("step size η", 0.01, 3.0, 0.3),
            lam=log_slider("penalty λ", 0.001, 1.0, 0.01),
        ),
        size=(9.4, 3.3),
        state=dict(lines=plane.START, held=(0, 0)),
        on_pointer=carry,
        player=Player(
            "step",
            last=lambda run: len(plane.FRAMES) - 1,
            at=lambda run, frame: plane.FRAMES[frame],
            start=0,
            stored=-1,
        ),
    )


def three_samples() -> Explorer:
    """The lecture's three pictures: drag the top of a bar to change a score."""

    def carry(pointer, values):
        if pointer.axes > 2:
            return {}
        bar = min(max(round(pointer.x), 0), 2)
        return {"scores": lift(values["scores"], values["scale"], pointer.axes, bar, pointer.y)}

    return Explorer(
        run_three_samples,
        ThreeSamplesView,
        dict(scale=slider("W times", 0.1, 2.0, 1.0, 0.1)),
        size=(9.4, 3.4),
        state=dict(scores=LECTURE),
        on_pointer=carry,
    )


def search_race() -> Explorer:
    """Random search, local search and the gradient at equal evaluations."""
    return Explorer(
        race.search_race,
        SearchRaceView,
        dict(
            data=choice("pictures", list(SETS)),
            seed=int_slider("seed", 0, 4, 0, slow=True),
            spread=log_slider("spread", 0.001, 1.0, 0.1, per_decade=2, slow=True),
            length=log_slider("local step", 0.0001, 0.1, 0.001, per_decade=2, slow=True),
            lr=log_slider("gradient η", 0.0001, 0.1, 0.001, per_decade=2, slow=True),
        ),
        size=(9.4, 3.0),
        player=Player(
            "evaluation",
            last=lambda run: len(race.FRAMES) - 1,
            at=lambda run, frame: race.FRAMES[frame],
            start=8,
            stored=-1,
        ),
    )


def difference_step() -> Explorer:
    """The error of the numerical derivative for every step h. Click the right panel to take h."""

    def place(pointer, values):
        if pointer.axes != 1 or pointer.x <= 0:
            return {}
        return {"h": pointer.x}

    return Explorer(
        run_difference_step,
        DifferenceStepView,
        dict(
            curve=choice("f", list(CURVES)),
            x=slider("x", -2.0, 2.0, 1.0, 0.05),
            precision=choice("precision", list(PRECISIONS)),
            h=log_slider("step h", LOWEST, HIGHEST, 0.1, per_decade=10),
        ),
        size=(9.4, 3.3),
        on_pointer=place,
    )
