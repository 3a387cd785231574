"""Slices on a clock of their own: they adapt, and keep to the speed."""

import pytest

from course_lib.explorers.pace import Pace

STEP = 2**-13  # seconds; 122 of them are three quarters of 20 ms


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def slices(pace, clock, count, cost, pause=0.0):
    """So many slices of steps that cost so many seconds each: (steps, seconds) of every one."""
    done = []
    for _ in range(count):
        steps = pace.steps()
        clock.now += steps * cost
        if steps:
            pace.took(steps, steps * cost)
        clock.now += pause
        done.append((steps, steps * cost))
    return done


def test_a_slice_grows_from_one_step_to_what_fits(clock):
    steps = [n for n, _ in slices(Pace(clock), clock, 12, cost=STEP)]
    assert steps == [1, 2, 4, 8, 16, 32, 64, 122, 122, 122, 122, 122]


def test_no_slice_is_longer_than_20_ms_while_a_step_is_shorter(clock):
    for cost in (1e-6, 3e-4, 7e-3, 0.0199):
        assert max(seconds for _, seconds in slices(Pace(clock), clock, 30, cost)) <= Pace.SLICE
    assert slices(Pace(clock), clock, 4, cost=0.5) == [(1, 0.5)] * 4, "a step is never cut"


def test_slices_shrink_at_once_when_steps_take_longer_and_grow_again(clock):
    pace = Pace(clock)
    slices(pace, clock, 20, cost=STEP)
    assert slices(pace, clock, 2, cost=1.25e-3)[1][0] == 12
    assert [n for n, _ in slices(pace, clock, 5, cost=STEP)] == [12, 24, 48, 96, 122]


def test_time_that_the_clock_cannot_see_divides_nothing(clock):
    assert [n for n, _ in slices(Pace(clock), clock, 4, cost=0)] == [1, 2, 4, 8]


@pytest.mark.parametrize("speed", [1, 10, 100])
def test_the_speed_is_kept(clock, speed):
    pace = Pace(clock)
    pace.speed = speed
    began, steps = clock.now, 0
    while clock.now < began + 10:
        now = pace.steps()
        steps += now
        if now:
            pace.took(now, 1e-5 * now)
        clock.now += max(pace.rest(), 1e-3)
    assert steps == pytest.approx(10 * speed, abs=2, rel=0.02)


def test_after_a_long_cell_the_steps_that_were_missed_are_not_caught_up(clock):
    pace = Pace(clock)
    pace.speed = 10
    slices(pace, clock, 5, cost=1e-3, pause=0.1)
    clock.now += 60
    assert sum(n for n, _ in slices(pace, clock, 5, cost=1e-3)) <= 15


def test_a_speed_chosen_in_mid_run_holds_from_then_on(clock):
    pace = Pace(clock)
    slices(pace, clock, 20, cost=STEP)
    pace.speed = 10
    assert sum(n for n, _ in slices(pace, clock, 100, cost=STEP, pause=0.01)) in (10, 11)
    pace.speed = None
    assert slices(pace, clock, 12, cost=STEP)[-1][0] == 122
