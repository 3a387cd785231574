"""Explorers of notebook 00: a first slider, and the map of the course."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import choice, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.start_here.ball import ball as run_ball
from course_lib.lessons.start_here.ball_view import BallView
from course_lib.lessons.start_here.course_map import NOTEBOOKS
from course_lib.lessons.start_here.course_map import course_map as run_course_map
from course_lib.lessons.start_here.course_map_view import CourseMapView


def ball() -> Explorer:
    """A ball on a double well. Click in the right picture to choose η."""
    rate = slider("step size η", 0.002, 0.36, 0.03, 0.002)

    def choose(pointer, values):
        if pointer.axes == 0:
            return {}
        return {"lr": round(float(np.clip(pointer.x, rate.min, rate.max)), 3)}

    return Explorer(
        run_ball,
        BallView,
        dict(lr=rate),
        size=(9.0, 3.4),
        on_pointer=choose,
        player=Player("step", last=lambda run: len(run.x) - 1, start=0, stored=-1),
    )


def course_map() -> Explorer:
    """The notebooks and what each rests on. Click a box to see the way there."""
    places = np.array([n.place for n in NOTEBOOKS])

    def choose(pointer, values):
        return {"goal": int(np.abs(places - (pointer.x, pointer.y)).sum(axis=1).argmin())}

    return Explorer(
        run_course_map,
        CourseMapView,
        dict(goal=choice("I want to learn", {n.label: n.number for n in NOTEBOOKS}, 5)),
        on_pointer=choose,
        size=(9.4, 4.2),
    )
