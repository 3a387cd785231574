"""Pictures drawn ahead: those of a move, and gone as soon as anything else has changed."""

import asyncio
import itertools
import zlib
from functools import lru_cache

import numpy as np
import pytest

from course_lib.explorers import ahead, changes
from course_lib.explorers.controls import slider
from course_lib.explorers.explorer import Player
from course_lib.lessons.catalogue import EXPLORERS
from tests.explorers.test_explorer import click_at
from tests.explorers.test_live import fully_drawn
from tests.explorers.toy import ToyView, toy, toy_explorer
from tests.explorers.toy_training import toy_training

# Who stands at the end of a run stands at the end of the next, which has more steps or fewer.
LONGER = Player("step", last=lambda run: 4 + int(2 * run.curve[-1]))


class Page:
    """What a page gets and keeps; the turns of the loop are taken by hand."""

    def __init__(self, explorer):
        self.explorer, self.live, self.ahead = explorer, explorer.live, explorer.live.ahead
        self.frames, self.rest, self.shown, self.track = {}, None, [], None
        self.live.send = self.note
        self.live.observe(self.stamped, "stamp")

    def stamped(self, change):
        (old, *_), (serial, name, key, _, how, _) = change.old, change.new
        if serial != old:
            self.frames, self.track = {}, name
        assert name in (self.track, None), "else a page would not know whose it is"
        if how == "keep":
            self.frames[key] = self.live.change, self.live.caption
        self.shown.append(how)

    def note(self, note, buffers=()):
        assert note["ahead"] == self.ahead.serial
        if "rest" in note:
            self.rest = note["rest"]
        else:
            self.frames[note["key"]] = zlib.decompress(buffers[0]), note["caption"]

    def reach(self, name, turns=ahead.BATCH):
        """So many turns after a reader has reached for it; False once there is nothing to draw."""
        self.live.reach = [name, self.live.reach[1] + 1]
        return [self.ahead.step() for _ in range(turns)][-1]


@pytest.fixture
def page():
    page = Page(toy_explorer())
    page.explorer.set(height=2.0)
    return page


def everything(explorer):
    return explorer.live.frame, explorer.live.caption, explorer.values, explorer.result


def test_the_nearest_positions_come_first():
    page = Page(toy_explorer(controls=dict(height=slider("h", 0, 3, 2, 0.5), kind=KIND())))
    seen = []
    for _ in range(4):
        page.reach("height", 1)
        seen.append(list(page.frames)[-1])
    assert page.live.stamp[4] == "keep"
    assert sorted(seen[:2]) == [1.5, 2.5]
    assert sorted(seen[2:]) == [1.0, 3.0]


def KIND():
    return toy_explorer().controls["kind"]


def test_a_page_gets_some_and_asks_for_more():
    page = Page(toy_explorer(controls=dict(height=slider("h", 0, 3, 1.5, 0.03), kind=KIND())))
    assert not page.reach("height")
    assert (len(page.frames), page.rest) == (1 + ahead.BATCH, 100 - ahead.BATCH)
    serial = page.ahead.serial
    page.reach("height")
    assert (len(page.frames), page.ahead.serial) == (1 + 2 * ahead.BATCH, serial)


@pytest.mark.parametrize(
    "name",
    [
        None,
        "gradient_descent.staircase",
        "gradient_descent.car_regression",
    ],
)
def test_a_picture_drawn_ahead_is_that_of_a_move(name):
    page = Page(EXPLORERS[name]() if name else toy_explorer(player=LONGER))
    explorer, drawn = page.explorer, 0
    for control, places in page.ahead.reachable.items():
        explorer.reset()
        before = everything(explorer)
        page.reach(control, 4)
        ready = dict(page.frames)
        explorer.live.redraw()
        assert everything(explorer) == before
        for key, frame in ready.items():
            page.shown.clear()
            if control:
                places.slider.value = key
            else:
                explorer.live.scrub = key
            assert explorer.live.shown == frame, (control, key)
            assert set(page.shown) <= {"known"}, "the page has it"
        assert shows_a_full_drawing(explorer)
        drawn += len(ready)
    assert drawn > 4


def shows_a_full_drawing(explorer) -> bool:
    shown = changes.decode(explorer.live.shown[0], explorer.live._base)
    return np.array_equal(shown[..., :3], fully_drawn(explorer.live))


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.set(kind="wide"),
        lambda e: e.set(start=0.5),
        lambda e: click_at(e, 0.5, 3.0),
        lambda e: e.controls["higher"].click(),
        lambda e: setattr(e.live, "scrub", 3),
        lambda e: setattr(e.live, "theme", "dark"),
        lambda e: setattr(e.live, "dpr", 2.0),
        lambda e: e.set(height=1.0, start=0.5),
        lambda e: (e.view.line.set_color("red"), e.live.redraw()),
        lambda e: e.live.get_state(),
        lambda e: setattr(e.live, "missing", 1),
    ],
    ids=[
        "control",
        "state",
        "click",
        "action",
        "scrub",
        "theme",
        "dpr",
        "cell",
        "artist",
        "reload",
        "lost",
    ],
)
def test_whatever_else_changes_throws_them_away(page, change, request):
    page.reach("height", 2)
    assert len(page.frames) == 3
    serial = page.ahead.serial
    change(page.explorer)
    if page.ahead.serial == serial:  # it was a move of this slider
        assert page.explorer.values["height"] == 2.5
        return
    assert not page.frames
    assert not page.ahead.step()
    assert page.live.stamp[:3] == [page.ahead.serial, None, None]
    assert page.live.change == page.live.shown[0], "the page can show it by itself"
    assert shows_a_full_drawing(page.explorer)
    page.reach("height", 2)
    assert len(page.frames) == (0 if request.node.callspec.id == "artist" else 3), "drawn anew"


def test_the_players_frames_hold_for_one_run_and_one_screen(page):
    for name, value in (("theme", "dark"), ("dpr", 2.0)):
        page.reach("", 2)
        assert len(page.frames) == 3
        assert page.live.stamp[5] == {"height": 2.0}, "of the others"
        setattr(page.live, name, value)
        assert not page.frames
    page.reach("", 2)
    page.explorer.set(height=1.5)
    assert not page.frames
    page.reach("", 2)
    assert len(page.frames) == 3


def test_another_range_is_noticed_before_the_next_picture(page):
    page.reach("height", 1)
    page.explorer.controls["height"].max = 2.5
    assert not page.ahead.step()
    assert not page.frames
    page.reach("height", 1)
    page.explorer.controls["height"].max = 3.0
    page.reach("height", 9)
    assert sorted(page.frames) == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0], "reached for anew"


def test_after_something_else_a_known_picture_is_sent_again(page):
    page.reach("height", 2)
    page.explorer.controls["height"].value = 2.5
    assert page.live.stamp[4] == "known"
    page.live.theme = "dark"
    assert page.live.change == page.live.shown[0]
    page.live.theme = "light"
    assert shows_a_full_drawing(page.explorer)


def test_what_is_not_what_was_drawn_ahead_ends_it_for_good(page):
    page.reach("height", 2)
    page.explorer.experiment = lambda height, **others: toy(height=height / 2, **others)
    page.explorer.controls["height"].value = 2.5
    assert page.live.stamp[1] is None
    assert page.live.caption.startswith("height 1.25 ")
    assert page.live.change == page.live.shown[0]
    page.reach("height", 2)
    assert not page.frames


def test_an_error_ahead_is_silent_and_left_to_the_move(page):
    before = everything(page.explorer)
    page.reach("height", 20)
    assert sorted(page.frames) == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0], "not 3.5"
    assert page.rest == 0
    assert page.explorer._error.value == ""
    assert everything(page.explorer) == before
    with pytest.raises(ArithmeticError):
        page.explorer.controls["height"].value = 3.5
    assert page.explorer._error.value != ""


@pytest.mark.parametrize("where", ["experiment", "view"])
def test_an_interrupt_ahead_is_harmless(page, where):
    def interrupted(*_, **values):
        if where == "experiment" or _[0].curve[-1] != 2.0:
            raise KeyboardInterrupt
        ToyView.update(page.explorer.view, *_)

    before = everything(page.explorer)
    page.live.reach = ["height", 1]
    owner, name = (
        (page.explorer, "experiment") if where == "experiment" else (page.explorer.view, "update")
    )
    honest = getattr(owner, name)
    setattr(owner, name, interrupted)
    assert not page.ahead.step()
    setattr(owner, name, honest)
    page.live.redraw()
    assert everything(page.explorer) == before
    assert page.explorer._error.value == ""
    assert not page.ahead.step(), "it does not go on"


def test_it_gives_up_on_what_takes_long_by_the_processors_time(page, monkeypatch):
    times = iter(np.arange(0, 100, ahead.SLOW * 1.1))
    monkeypatch.setattr(ahead, "thread_time", lambda: next(times))
    page.reach("height", 9)
    assert (len(page.frames), page.rest) == (1 + ahead.PATIENCE - 1, 0)


def test_it_does_not_give_up_on_what_takes_long_now_and_then(page, monkeypatch):
    passed = itertools.chain.from_iterable(
        (t, t, t, t + ahead.SLOW * 1.1) for t in itertools.count()
    )
    monkeypatch.setattr(ahead, "PATIENCE", 2)
    monkeypatch.setattr(ahead, "thread_time", lambda: next(passed))
    page.reach("height", 9)
    assert len(page.frames) == 7


def test_a_page_keeps_no_more_than_so_many_bytes(page, monkeypatch):
    page.reach("height", 9)
    everything = sum(len(code) for code, _ in page.frames.values())
    monkeypatch.setattr(ahead, "LIMIT", everything // 2)
    page.ahead.forget()
    page.reach("height", 9)
    assert 1 < len(page.frames) < 6
    assert sum(len(code) for code, _ in page.frames.values()) <= ahead.LIMIT
    for height in (0.0, 3.0, 0.5):
        page.explorer.controls["height"].value = height
        assert shows_a_full_drawing(page.explorer)
        assert page.live.stamp[4] != "known" or height in page.frames
    assert sum(len(code) for code, _ in page.frames.values()) <= ahead.LIMIT


def test_only_the_figure_used_last_keeps_any(page):
    other = Page(toy_explorer())
    page.reach("height", 2)
    other.reach("height", 2)
    assert not page.frames
    assert len(other.frames) == 3
    page.reach("", 2)
    assert (len(page.frames), len(other.frames)) == (3, 0)


def test_the_runs_of_an_experiment_are_not_swept_away():
    cached = lru_cache(maxsize=2)(toy)
    page = Page(toy_explorer(experiment=cached))
    page.explorer.set(height=2.0)
    before = cached.cache_info()
    page.reach("height", 9)
    assert len(page.frames) == 7
    assert cached.cache_info() == before


def test_what_is_not_drawn_ahead():
    slow = toy_explorer(controls=dict(height=slider("h", 0, 3, 1, 0.5, slow=True), kind=KIND()))
    assert slow.live.ahead_of == []
    reacts = toy_explorer(react=dict(height=lambda values: {"start": values["height"]}))
    assert reacts.live.ahead_of == []

    def training(*, progress, **values):
        return toy(**values)

    assert toy_explorer(experiment=training, progress="Training").live.ahead_of == []
    assert toy_training().live.ahead is None
    assert [name for name, _ in toy_explorer().live.ahead_of] == ["height"]


def test_on_a_loop_it_takes_turns_between_which_moves_come_first(monkeypatch):
    monkeypatch.setattr(ahead, "QUIET", 0.05)

    async def reader():
        page = Page(toy_explorer())
        page.live.reach = ["height", 1]
        assert len(page.frames) == 1
        page.explorer.controls["height"].value = 1.5
        began = len(page.frames)
        await asyncio.sleep(0.02)
        assert len(page.frames) == began, "none right after a move"
        while page.rest is None:
            await asyncio.sleep(0.01)
        assert len(page.frames) == 7
        page.live.theme = "dark"
        page.live.reach = ["height", 2]
        page.live.close()
        await asyncio.sleep(0.1)
        assert len(page.frames) == 1, "nobody is there any more"

    asyncio.run(asyncio.wait_for(reader(), 30))


def test_without_a_loop_nothing_happens(page):
    page.live.reach = ["height", 1]
    assert page.ahead._timer is None
    assert len(page.frames) == 1
