"""The wiring: values in, one picture out, errors on the page and in the tests."""

from base64 import b64decode
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from course_lib.explorers.controls import choice, slider
from course_lib.explorers.explorer import Player
from course_lib.nn import Progress
from tests.explorers.toy import toy, toy_explorer


@pytest.fixture
def explorer():
    return toy_explorer()


def click_at(explorer, x, y, kind="click", axes=0):
    live = explorer.live
    px, py = live.figure.axes[axes].transData.transform((x, y))
    live.pointer = [kind, px, live.size[1] - py, live.pointer[-1] + 1]


@contextmanager
def messages(explorer):
    """The messages that its figure sends: the names in each."""
    sent = []
    with patch.object(explorer.live, "send_state", lambda names: sent.append({*names})):
        yield sent
    sent[:] = filter(None, sent)


def test_a_control_moves_the_picture_the_result_and_the_caption(explorer):
    before = explorer.live.frame
    explorer.controls["height"].value = 2.5
    assert explorer.result.curve[-1] == 2.5
    assert explorer.live.frame != before
    assert explorer.live.caption == "height 2.5 < 4, start 0"


def test_set_moves_several_values_in_one_update(explorer):
    with messages(explorer) as sent:
        explorer.set(height=2.0, start=1.0)
    assert explorer.values == {"height": 2.0, "kind": "narrow", "start": 1.0}
    assert len(sent) == 1


def test_an_unknown_name_is_refused_before_anything_has_moved(explorer):
    for name in ("speed", "higher"):
        with pytest.raises(ValueError, match=f"{name} is not a value .* it has start, height, ki"):
            explorer.set(height=3.0, **{name: 1})
    assert explorer.values["height"] == 1.0


def test_t_is_the_players_step_unless_a_control_has_that_name(explorer):
    explorer.set(t=3)
    assert explorer.live.scrub == explorer.t == 3
    assert explorer.view.dot.get_xdata() == [0.3]
    with pytest.raises(TypeError, match="t must be a number"):
        explorer.set(t="first")
    without = toy_explorer(player=None)
    assert without.t is None
    with pytest.raises(ValueError, match="t is not a value of this explorer"):
        without.set(t=1)


def test_a_step_that_this_run_does_not_have_moves_nothing(explorer):
    text, frame = explorer.text(), explorer.live.frame
    for t in (11, -1, 0.5):
        with pytest.raises(ValueError, match=f"t must be at a picture .* step 0 to 10, got {t}"):
            explorer.set(height=2.0, t=t)
        assert explorer.values["height"] == 1.0
        assert (explorer.text(), explorer.live.frame) == (text, frame)


def test_set_with_a_step_draws_once(explorer):
    with messages(explorer) as sent:
        explorer.set(height=2.0, t=3)
    assert [names >= {"scrub", "caption"} for names in sent] == [True], "with its line"


def test_a_value_that_a_control_cannot_take_is_refused_and_nothing_moves(explorer):
    before = explorer.values, explorer.text(), explorer.live.frame
    for wrong, message in (
        (dict(start=1.0, height=4.0), "height must be in \\[0, 3.5\\], got 4.0"),
        (dict(height=2.0, kind="broad"), "kind must be one of 'narrow', 'wide', got 'broad'"),
    ):
        for ask in (explorer.set, explorer.peek):
            with pytest.raises(ValueError, match=message):
                ask(**wrong)
            assert (explorer.values, explorer.text(), explorer.live.frame) == before


def test_what_a_click_or_a_reaction_brings_stays_inside_the_slider():
    explorer = toy_explorer(
        on_pointer=lambda p, v: {"height": 99.0},
        react=dict(kind=lambda v: {"height": -99.0}),
        experiment=lambda height, **others: toy(height=min(height, 3.0), **others),
    )
    click_at(explorer, 0.5, 1.0)
    assert explorer.values["height"] == 3.5
    explorer.set(kind="wide")
    assert explorer.values["height"] == 0.0


def test_controls_are_set_in_their_own_order():
    """The range of one may follow another, whatever the order in the call."""
    height, kind = slider("h", 0, 3, 1, 0.5), choice("kind", ["narrow", "wide"])

    def follow(change):
        height.max = 1 if kind.value == "narrow" else 3

    follow(None)
    kind.observe(follow, "value")
    explorer = toy_explorer(controls=dict(kind=kind, height=height), react=None)
    explorer.set(height=3.0, kind="wide")
    assert explorer.values["height"] == 3.0
    with pytest.raises(ValueError, match=r"height must be in \[0, 1\], got 3\.0"):
        explorer.set(height=3.0, kind="narrow")
    assert explorer.values["kind"] == "wide"


def test_reset_puts_back_controls_state_and_frame(explorer):
    first, text = explorer.live.frame, explorer.text()
    explorer.set(height=3.0, kind="wide", start=1.0, t=2)
    assert explorer.live.frame != first
    explorer._reset.click()
    assert explorer.text() == text
    assert explorer.live.frame == first


def test_a_choice_brings_its_reaction_unless_named(explorer):
    explorer.controls["kind"].value = "wide"
    assert explorer.values["start"] == 2.0
    explorer.reset()
    explorer.set(kind="wide")
    assert explorer.values["start"] == 2.0, "from a cell as from the page"
    explorer.set(kind="wide", start=0.5)
    assert explorer.values["start"] == 0.5


def test_an_action_changes_values_or_nothing(explorer):
    explorer.controls["higher"].click()
    assert explorer.values["height"] == 1.5
    with messages(explorer) as sent:
        explorer.controls["nothing"].click()
    assert not sent


def test_a_click_sets_the_state(explorer):
    click_at(explorer, 0.5, 3.0)
    assert explorer.values["start"] == pytest.approx(3.0)
    click_at(explorer, 0.5, 1.0, kind="release")
    click_at(explorer, 0.5, 1.0, axes=1)
    assert explorer.values["start"] == pytest.approx(3.0)


def test_an_error_shows_as_one_line_and_goes_on(explorer):
    with pytest.raises(ArithmeticError):
        explorer.controls["height"].value = 3.5
    assert explorer._error.value == "ArithmeticError: 1 &lt; 2 is too much"
    explorer.controls["height"].value = 1.0
    assert explorer._error.value == ""


def test_an_error_while_scrubbing_shows_too(explorer):
    def broken(run, t):
        raise RuntimeError("no such frame")

    explorer.view.show = broken
    with pytest.raises(RuntimeError):
        explorer.live.scrub = 1
    assert explorer._error.value == "RuntimeError: no such frame"


def test_an_error_in_a_reaction_or_an_answer_shows_too():
    def broken(*_):
        raise KeyError("lost")

    explorer = toy_explorer(react=dict(kind=broken), on_pointer=broken)
    for move in (lambda: explorer.set(kind="wide"), lambda: click_at(explorer, 0.5, 1.0)):
        explorer._error.value = ""
        with pytest.raises(KeyError):
            move()
        assert explorer._error.value == "KeyError: &#x27;lost&#x27;"


def test_who_watches_the_end_stays_at_the_end():
    lengths = {1.0: 8, 2.0: 6, 3.0: 10}
    last = Player("step", last=lambda run: lengths[float(run.curve[-1])])
    explorer = toy_explorer(player=last)
    assert explorer.live.scrub == 8
    explorer.set(height=2.0)
    assert explorer.live.scrub == 6
    explorer.set(height=3.0)
    assert explorer.live.scrub == 10, "also where the run is longer"
    explorer.set(t=3)
    explorer.set(height=1.0)
    assert explorer.live.scrub == 3, "who watches another frame keeps it"
    explorer.set(t=7)
    explorer.set(height=2.0)
    assert explorer.live.scrub == 6, "as far as the run goes"


STORED = Player("step", lambda run: 10, at=lambda run, frame: 20 * frame, start=2, stored=-1)


def stored_forms(explorer, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    explorer._ipython_display_()
    return shown


def test_a_player_rests_at_one_frame_and_stores_another(monkeypatch):
    explorer, ended = toy_explorer(player=STORED), toy_explorer(player=STORED)
    ended.set(t=200)
    live = explorer.live.frame
    picture, widget = stored_forms(explorer, monkeypatch)
    assert b64decode(picture["image/png"]) == ended.live.static_png()
    assert picture["text/plain"] == ended.text()
    assert "\nplayer: step 200 of 200\n" in picture["text/plain"]
    assert widget["text/plain"].endswith("; step 40 of 200]"), "where the bar of the page stands"
    assert (explorer.t, explorer.live.scrub, explorer.live.frame) == (40, 2, live)
    assert "\nplayer: step 40 of 200\n" in explorer.text()
    assert explorer.live.static_png() == live
    explorer.set(t=100)
    picture, _ = stored_forms(explorer, monkeypatch)
    assert "\nplayer: step 100 of 200\n" in picture["text/plain"], "moved: as it is shown"
    explorer.reset()
    assert explorer.t == 40


def test_the_page_counts_in_the_unit_of_the_text():
    live = toy_explorer(player=STORED).live
    assert (live.scrub_label, live.scrub_numbers[:3], live.scrub_last) == ("step", [0, 20, 40], 10)
    assert toy_explorer().live.scrub_numbers == [], "frames that count themselves need no numbers"


def test_at_rest_as_long_as_nothing_has_moved():
    explorer = toy_explorer(player=STORED)
    for move in (dict(height=2.0), dict(start=1.0), dict(t=0), dict(kind="wide")):
        assert explorer.at_rest
        explorer.set(**move)
        assert not explorer.at_rest, move
        explorer.reset()
    assert explorer.at_rest


def test_a_control_is_greyed_out_while_it_has_no_effect():
    explorer = toy_explorer(
        idle=dict(height=lambda v: v["kind"] == "wide", higher=lambda v: v["start"] > 1)
    )
    height, higher = explorer.controls["height"], explorer.controls["higher"]

    def off():
        return height.disabled, higher.disabled

    assert off() == (False, False)
    explorer.controls["kind"].value = "wide"  # its reaction brings start = 2
    assert off() == (True, True)
    explorer.set(height=2.0)
    assert explorer.values["height"] == 2.0, "a cell may set it all the same"
    explorer.set(start=0.0)
    assert off() == (True, False)
    explorer.reset()
    assert off() == (False, False)
    explorer.peek(kind="wide")
    assert off() == (False, False)
    click_at(explorer, 0.5, 3.0)
    assert off() == (False, True)


def test_idle_names_controls_only():
    with pytest.raises(ValueError, match="idle must name controls, got start, speed"):
        toy_explorer(idle=dict(start=bool, height=bool, speed=bool))


def test_what_a_cell_shows(explorer, monkeypatch):
    picture, widget = stored_forms(explorer, monkeypatch)
    assert picture["image/png"]
    assert picture["text/plain"] == explorer.text()
    assert picture["text/plain"].endswith("caption: height 1 < 4, start 0")
    view = widget["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == explorer.box.model_id
    assert widget["text/plain"] == (
        "[run this cell in JupyterLab to move: height h = 1 (0 to 3.5); kind = narrow; "
        "step 10 of 10]"
    )


def test_an_update_without_a_sentence_has_no_caption(explorer):
    explorer.experiment = lambda **values: type("Bare", (), dict(curve=[0.0] * 11, wide=False))
    explorer.set(height=2.0)
    assert explorer.live.caption == ""
    assert "caption" not in explorer.text()


def test_nothing_but_the_picture_is_sent_when_only_the_picture_changed(explorer):
    with messages(explorer) as sent:
        explorer.set(height=1.0)
        explorer.set(t=4)
    assert sent == [{"change", "scrub", "stamp"}]


def test_a_slow_control_waits_until_it_is_let_go():
    assert slider("x", 0, 1, 0, 0.1, slow=True).continuous_update is False


class Slow:
    """An experiment that tells how far it is, on a clock of its own, and can be interrupted."""

    def __init__(self, monkeypatch, seconds=1.0):
        self.now, self.seconds, self.interrupt, self.seen = 100.0, seconds, False, []
        monkeypatch.setattr("course_lib.explorers.progress.perf_counter", lambda: self.now)

    def __call__(self, *, progress, **values):
        for step in range(20):
            if self.interrupt and step == 10:
                raise KeyboardInterrupt
            self.now += self.seconds / 20
            progress(Progress(1, 1, step + 1, 20, 0.5, None, 1.0, 2.0, done=step == 19))
            self.look(step)
        return toy(**values)

    def look(self, step):
        if self.explorer:
            self.seen.append((step, self.explorer._bar.node.value, shown(self.explorer)))

    def make(self):
        self.explorer = None
        self.explorer = toy_explorer(experiment=self, progress="Training <3>")
        return self.explorer


def shown(explorer):
    """Which of the bar and the caption is shown."""
    assert explorer._bar.node in explorer.box.children
    seen = explorer._bar.node.layout.display != "none", explorer.live.captioned
    return [name for name, shows in zip("bc", seen, strict=True) if shows]


def test_the_bar_shows_while_a_choice_is_computed_and_leaves_nothing_behind(monkeypatch):
    slow = Slow(monkeypatch)
    explorer = slow.make()
    text = explorer.text()
    assert shown(explorer) == ["c"]
    explorer.set(height=2.0)
    before, during = slow.seen[:5], slow.seen[6:]
    assert {(html, *places) for _, html, places in before} == {("", "c")}
    assert all(places == ["b"] and 'role="progressbar"' in html for _, html, places in during)
    assert "Training &lt;3&gt;: 45%, 2 s left" in slow.seen[9][1]
    assert len({html for _, html, _ in during}) == 7, "ten times a second at most"
    assert shown(explorer) == ["c"]
    assert explorer._bar.node.value == ""
    explorer.set(height=1.0)
    assert explorer.text() == text


def test_nothing_is_shown_for_what_is_soon_done(monkeypatch):
    slow = Slow(monkeypatch, seconds=0.25)
    slow.make().set(height=2.0)
    slow.explorer.set(height=1.0)
    assert {(html, *places) for _, html, places in slow.seen} == {("", "c")}


def test_an_interrupt_brings_the_earlier_values_back(monkeypatch):
    slow = Slow(monkeypatch)
    explorer = slow.make()
    explorer.set(height=2.0, kind="wide", start=0.5)
    text, frame, slow.interrupt = explorer.text(), explorer.live.frame, True
    for move in (
        lambda: explorer.set(height=3.0, start=1.0),
        lambda: setattr(explorer.controls["kind"], "value", "narrow"),
        lambda: click_at(explorer, 0.5, 3.0),
    ):
        with pytest.raises(KeyboardInterrupt):
            move()
        assert explorer.values == {"height": 2.0, "kind": "wide", "start": 0.5}
        assert (explorer.text(), explorer.live.frame) == (text, frame)
        assert explorer._error.value.startswith("Interrupted: ")
        assert shown(explorer) == ["c"]
    slow.interrupt = False
    explorer.controls["height"].value = 1.5
    assert explorer.result.curve[-1] == 2.0
    assert explorer._error.value == ""
