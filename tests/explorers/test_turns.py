"""Playing, on a loop and a clock of its own: slices, pictures, and every way that it ends."""

import asyncio
import gc
import os
import signal
import threading
import weakref

import ipywidgets as widgets
import pytest

from course_lib.explorers import interrupt
from course_lib.explorers.pace import Pace
from course_lib.explorers.turns import Turns
from tests.explorers.test_pace import Clock
from tests.explorers.toy_training import advance, begin, look, toy_training


class Timed:
    """A toy whose steps and pictures take time on a clock of its own; turns are taken by hand."""

    def __init__(self, step=2**-10, picture=2**-8, **changes):
        self.clock, self.slices, self.pictures = Clock(), [], []

        def timed(walk, steps, *, lr, noise):
            self.clock.now += step * steps
            self.slices.append(steps)
            return advance(walk, steps, lr=lr, noise=noise)

        def drawn(walk, *, zoom):
            self.clock.now += picture
            self.pictures.append(self.clock.now)
            return look(walk, zoom=zoom)

        self.explorer = toy_training(advance=timed, look=drawn, clock=self.clock, **changes)
        self.live = self.explorer.live
        self.explorer.turns.ready()
        self.slices.clear()
        self.pictures.clear()

    def take(self, turns, page=True):
        """So many turns; a page paints each picture at once, or none does."""
        for _ in range(turns):
            rest = self.explorer.turns.turn()
            self.clock.now += rest
            if page:
                self.live.painted = self.live.number


def test_slices_fill_up_and_stay_within_20_ms():
    toy = Timed()
    toy.take(20)
    assert toy.slices[:5] == [1, 2, 4, 8, 15]
    assert set(toy.slices[4:]) == {15}
    assert toy.explorer.t == sum(toy.slices)


def test_any_cut_into_slices_gives_the_states_of_one_straight_run():
    toy = Timed()
    toy.take(9)
    assert toy.explorer.training == advance(
        begin(seed=0, wide=2), toy.explorer.t, lr=0.1, noise=0.5
    )


def test_thirty_pictures_a_second_at_most_and_two_thirds_of_the_time_for_them():
    for picture, least, most in ((1e-3, 20, 30), (0.02, 18, 25), (0.03, 14, 20), (0.2, 3, 3.4)):
        toy = Timed(picture=picture)
        began = toy.clock.now
        while toy.clock.now < began + 4:
            toy.take(1)
        assert 4 * least <= len(toy.pictures) <= 4 * most + 1, picture


def test_who_asks_for_little_motion_gets_two_pictures_a_second():
    toy = Timed()
    toy.live.calm = True
    began = toy.clock.now
    while toy.clock.now < began + 4:
        toy.take(1)
    assert len(toy.pictures) in (8, 9)


def test_no_picture_is_sent_behind_two_that_the_page_has_not_shown():
    toy = Timed()
    toy.take(30, page=False)
    assert len(toy.pictures) == 2
    assert sum(toy.slices) > 300, "it trains on"
    at = toy.explorer.t
    toy.live.painted = toy.live.number
    toy.take(1)
    assert len(toy.pictures) == 3
    assert toy.explorer.result.t > at, "the newest state, none that was left out"


def test_without_a_page_it_stops_after_ten_seconds():
    toy = Timed()
    toy.take(3000, page=False)
    assert not toy.explorer.playing
    assert 10 <= toy.pictures[-1] - toy.pictures[1] <= 11
    toy = Timed()
    toy.clock.now += 30  # a long cell, and a page that has shown everything
    toy.take(3)
    assert toy.explorer.playing


def test_a_slider_in_mid_run_takes_effect_at_the_next_slice():
    toy = Timed()
    toy.take(3)
    before = toy.explorer.training
    toy.explorer.controls["lr"].value = 0.5
    assert toy.explorer.playing
    assert toy.explorer.training == before
    toy.take(1)
    assert toy.explorer.training == advance(before, toy.slices[-1], lr=0.5, noise=0.5)


def test_a_control_that_rebuilds_begins_anew_and_plays_on():
    toy = Timed()
    toy.take(5)
    toy.explorer.controls["wide"].value = 3
    assert toy.explorer.training == begin(seed=0, wide=3)
    toy.take(1)
    assert toy.slices[-1] == 1, "how long its steps take is not known yet"
    assert toy.explorer.playing


def test_pause_shows_the_state_and_nothing_changes_any_more():
    toy = Timed()
    toy.take(6)
    toy.explorer.pause()
    assert toy.explorer.result.t == toy.explorer.t
    frame, t = toy.live.frame, toy.explorer.t
    toy.take(5)
    assert (toy.live.frame, toy.explorer.t) == (frame, t)
    toy.explorer.pause()
    assert toy.live.frame == frame


def test_the_end_stops_it_with_its_picture():
    toy = Timed(state=dict(end=50))
    toy.take(30)
    assert toy.explorer.t == toy.explorer.result.t == 50
    assert not toy.explorer.playing


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (dict(lr=2.0), "OverflowError: 1 &lt; lr is too much"),
        (dict(zoom=3), "RuntimeError: too near"),
    ],
)
def test_an_error_stops_it_with_one_line(wrong, line):
    toy = Timed()
    toy.take(4)
    with toy.explorer._hold():  # as if it came by itself, in mid-run
        toy.explorer.settings.assign(wrong)
    toy.take(9)
    assert not toy.explorer.playing
    assert toy.explorer._error.value == line
    toy.explorer.set(lr=0.1, zoom=1)
    assert toy.explorer._error.value == ""


def test_an_error_of_a_control_that_rebuilds_stops_it_too():
    toy = Timed()
    toy.take(4)
    with pytest.raises(ArithmeticError):
        toy.explorer.controls["wide"].value = 4
    assert not toy.explorer.playing
    assert "too wide" in toy.explorer._error.value


def test_the_buttons_of_the_page():
    toy = Timed()
    explorer, live = toy.explorer, toy.live
    toy.take(4)
    at = explorer.t
    steps = ("step", at + 1, 0), ("step", at + 2, 0)
    for what, t, seed in (*steps, ("restart", 0, 0), ("seed", 0, 1)):
        live.asked = [*live.asked, what]
        assert not explorer.playing
        assert (explorer.t, explorer.values["seed"]) == (t, seed)
        assert live.said == f"step {t}, seed {seed}"
    live.asked = [*live.asked, "step", "step", "restart", "step"]
    assert explorer.t == 1, "none of those that came in one message is lost"
    with explorer._hold():
        explorer.settings.assign(dict(lr=2.0))
    live.asked = [*live.asked, "step"]
    assert explorer._error.value == "OverflowError: 1 &lt; lr is too much", "and no traceback"
    live.speed = 2
    assert live.speeds[2] == "10 steps a second"
    assert explorer.pace.speed == 10


def test_nothing_plays_without_a_loop():
    explorer = toy_training()
    with pytest.raises(RuntimeError, match=r"train by step\(50\)"):
        explorer.play()
    explorer.live.asked = ["play"]
    assert explorer._error.value.startswith("RuntimeError: nothing plays without an event loop")
    assert not explorer.playing


# ---- on a real loop: what is awaited are facts, never seconds ------------------------------------


async def until(fact):
    while not fact():
        await asyncio.sleep(0.001)


def on_a_loop(story):
    asyncio.run(asyncio.wait_for(story(), 60))


def test_it_plays_pauses_and_its_task_is_gone():
    async def story():
        explorer = toy_training()
        explorer.play()
        explorer.play()
        await until(lambda: explorer.t > 50)
        playing = [task for task in asyncio.all_tasks() if "Turns._play" in repr(task)]
        assert playing == [explorer.turns.task], "played twice, one task"
        explorer.pause()
        t = explorer.t
        await until(lambda: explorer.turns.task is None)
        assert explorer.t == t
        explorer.play()
        await until(lambda: explorer.t > t)

    on_a_loop(story)


def test_two_play_at_once_fairly():
    async def story():
        one, other = Timed(), Timed()
        for toy in (one, other):
            toy.explorer.pause()
            toy.slices.clear()
            toy.explorer.play()
        await until(lambda: len(one.slices) >= 40)
        assert abs(len(one.slices) - len(other.slices)) <= 3

    on_a_loop(story)


def test_who_closes_it_ends_it_and_frees_it():
    async def story():
        def begun():
            explorer = toy_training()
            explorer.play()
            return weakref.ref(explorer)

        seen = begun()
        await until(lambda: seen().t > 5)
        widgets.Widget.close_all()
        await until(lambda: seen().turns.task is None)
        gc.collect()
        assert seen() is None

    on_a_loop(story)


def test_play_asked_for_on_another_thread_trains_on_the_kernels():
    async def story():
        where = []

        def noted(walk, steps, *, lr, noise):
            where.append(threading.current_thread())
            return advance(walk, steps, lr=lr, noise=noise)

        explorer = toy_training(advance=noted)
        await asyncio.to_thread(setattr, explorer.live, "asked", ["play"])
        await until(lambda: explorer.t > 5)
        assert set(where) == {threading.main_thread()}

    on_a_loop(story)


@pytest.fixture
def ignored():
    """As in a kernel while no cell runs."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("speed", [None, 1])
def test_an_interrupt_stops_it_quietly(ignored, speed):
    async def story():
        explorer, other = toy_training(speed=speed), toy_training()
        for each in (explorer, other):
            each.play()
        await until(lambda: explorer.t >= 1 and other.t > 20)
        os.kill(os.getpid(), signal.SIGINT)
        await until(lambda: explorer.turns.task is None and other.turns.task is None)
        assert not explorer.playing
        assert not other.playing
        assert explorer._error.value == ""
        assert explorer.result.t == explorer.t
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        explorer.play()
        at = explorer.t
        await until(lambda: explorer.t > at)
        explorer.pause()
        await until(lambda: explorer.turns.task is None)

    loop = asyncio.new_event_loop()  # asyncio.run would take the interrupt for itself
    loop.run_until_complete(asyncio.wait_for(story(), 60))
    loop.close()


def test_an_interrupt_in_a_long_step_leaves_the_state_before_it(ignored):
    async def story():
        def long(walk, steps, *, lr, noise):
            if walk.t >= 3:
                os.kill(os.getpid(), signal.SIGINT)
                raise AssertionError("the interrupt comes first")
            return advance(walk, steps, lr=lr, noise=noise)

        explorer = toy_training(advance=long)
        explorer.play()
        await until(lambda: explorer.t and explorer.turns.task is None)
        assert explorer.t == explorer.result.t == 3
        assert explorer._error.value == ""

    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.wait_for(story(), 60))
    loop.close()


def test_a_running_cells_handler_stays():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # as a running cell's
    try:
        player = Turns(toy_training().live, Pace(), None, None, None)
        interrupt.listen(player)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        interrupt.leave(player)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
