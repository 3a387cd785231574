"""A page without a kernel shows what the kernel would, and says what it cannot."""

import os
import re
from html import unescape

import numpy as np
import pytest

from course_lib.explorers import saved_page
from course_lib.explorers.controls import int_slider, log_slider, slider, text_box, toggle
from course_lib.explorers.tracks import chosen, draw_tracks, reading, ticks
from tests.explorers.saved import SavedPage
from tests.explorers.toy import toy, toy_explorer
from tests.explorers.toy_training import toy_training


def now_drawn(explorer) -> np.ndarray:
    explorer.live.redraw()
    return np.asarray(explorer.live._canvas.buffer_rgba()).copy()


def state(explorer):
    return explorer.live.frame, explorer.values, explorer.t, explorer.text()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The toy, moved away from its first state, its page, and what was sent in the meantime."""
    explorer, sent = toy_explorer(), []
    explorer.set(height=2.0, t=4)
    path = tmp_path_factory.mktemp("saved") / "two_toys.html"
    before = state(explorer)
    explorer.live.observe(sent.append)
    assert explorer.save_html(path, prompts=["Is <b> below b?"]) == path
    explorer.live.unobserve(sent.append)
    assert state(explorer) == before
    return explorer, SavedPage(path), sent


@pytest.fixture(scope="module")
def drawn():
    return draw_tracks(toy_explorer(player=None), 3, lambda done, of: None)


def moves(explorer, page):
    """Every position of every track: its name, its number, and how a cell goes there."""
    for name, values in (
        ("height", ticks(explorer.controls["height"])), ("kind", ["narrow", "wide"]),
        ("t", range(11)),
    ):  # fmt: skip
        assert len(page.saved["tracks"][name]["readings"]) == len(values)
        for k, value in enumerate(values):
            yield name, k, {name: value}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_picture_and_line_is_what_the_live_figure_shows(saved, theme):
    explorer, page, _ = saved
    explorer.live.theme = theme
    pictures = {name: page.pictures(name, theme) for name in page.saved["tracks"]}
    rest = now_drawn(explorer)
    assert np.array_equal(page.at_rest(theme), rest)
    for name, k, values in moves(explorer, page):
        track = page.saved["tracks"][name]
        if values.get("height") == 3.5:
            assert track["captions"][k] == "ArithmeticError: 1 < 2 is too much"
            assert np.array_equal(pictures[name][k], pictures[name][k - 1])
            continue
        explorer.set(**values)
        shown = now_drawn(explorer)
        assert np.array_equal(pictures[name][k], shown), (name, k)
        assert (k == track["rest"]) == np.array_equal(rest, shown)
        assert track["captions"][k] == explorer.result.summary
        explorer.set(height=2.0, kind="narrow", start=0.0, t=4)


def test_saving_moves_nothing_on_the_page(saved):
    assert saved[2] == []


def test_a_reaction_comes_along_in_words(tmp_path):
    controls = dict(height=slider("height h", 0, 3, 1, 0.5), lift=toggle("lift"))
    explorer = toy_explorer(
        experiment=lambda *, height, lift, start: toy(height=height, start=start),
        controls=controls, react=dict(lift=lambda v: {"height": 2.5 if v["lift"] else 1.0}),
    )  # fmt: skip
    lift = SavedPage(explorer.save_html(tmp_path / "a.html")).saved["tracks"]["lift"]
    assert lift["others"] == [{}, {"height": "2.5"}]
    assert lift["captions"][1] == "height 2.5 < 4, start 0"


def test_what_sleeps_is_said_and_nothing_comes_from_elsewhere(saved):
    page = saved[1]
    assert "Asleep here: Higher: a button; Nothing: a button; clicks and drags" in page.text
    assert list(page.saved["tracks"]) == ["height", "kind", "t"]
    assert unescape(re.search("<li>(.*?)</li>", page.text)[1]) == "Is <b> below b?"
    assert "<h1>Two toys</h1>" in page.text
    assert not re.search(r"""(src|href)=["'](?!data:)|url\(|https?:|import\(""", page.text)
    assert 'aria-valuetext="2.0"' in page.text
    assert 'aria-valuetext="step 4 of 10"' in page.text


def test_what_has_no_effect_or_any_text_sleeps(tmp_path):
    controls = dict(height=slider("height h", 0, 3, 1, 0.5), kind=text_box("kind", "wide"))
    explorer = toy_explorer(controls=controls, idle=dict(height=lambda values: True), react={})
    page = SavedPage(explorer.save_html(tmp_path / "a.html"))
    assert list(page.saved["tracks"]) == ["t"]
    assert "height h: without effect in the state that was saved; kind: any text" in page.text


def test_a_training_is_played_from_its_start(tmp_path):
    explorer = toy_training()
    explorer.step(7)
    page = SavedPage(explorer.save_html(tmp_path / "a.html", positions=4))
    track, pictures = page.saved["tracks"]["t"], page.pictures("t")
    assert track["readings"][track["rest"]] == explorer.live.said
    assert explorer.t == 7
    for k, said in enumerate(track["readings"]):
        explorer.set(t=int(re.match(r"step (\d+)", said)[1]))
        assert explorer.live.said == said
        assert np.array_equal(pictures[k], now_drawn(explorer)), said


def test_a_large_page_has_light_pictures_only_and_says_so(drawn, monkeypatch):
    small = saved_page.page(drawn, "toy")
    monkeypatch.setattr(saved_page, "DARK_UP_TO", 1)
    large = saved_page.page(drawn, "toy")
    for text, dark in ((small, True), (large, False)):
        assert ('id="height-dark"' in text) == ("light dark" in text) == dark
        assert ("There are light pictures only, to keep the file small." in text) == (not dark)
        assert 'id="height-light"' in text


# ---- positions and their words ----------------------------------------------------------------


@pytest.mark.parametrize("count", [3, 5, 60, 61, 62, 161, 1000])
@pytest.mark.parametrize("positions", [3, 4, 31, 61])
def test_ends_and_present_value_are_among_evenly_chosen_positions(count, positions):
    for present in (0, 1, count // 3, count - 1, 0.5):
        values = chosen(list(range(count)), present, positions)
        assert len(values) <= positions
        assert {0, present, count - 1} <= set(values)
        assert values == sorted(set(values))
        if count > positions:
            assert len(values) >= positions - 1
            even = [v for v in values if v != present]
            assert max(np.diff(even), default=0) <= 2 * np.ceil((count - 1) / (positions - 2))


@pytest.mark.parametrize(
    ("control", "said"),
    [
        (slider("a", 0, 1, 0.25, 0.05), "0.25"),
        (log_slider("a", 1e-3, 1e4, 1.0), "1.00"),
        (log_slider("a", 1e-3, 1e4, 0.5), "0.500"),
        (log_slider("a", 1e-3, 1e4, 0.99996), "1.00"),
        (log_slider("a", 1e-3, 1e4, 1000.0), "1000"),
        (log_slider("a", 1e-7, 1e-1, 1e-6), "1.0e-6"),
        (log_slider("a", 1, 1e4, 1e3, whole=True), "1,000"),
        (int_slider("a", 0, 9, 4), "4"),
        (toggle("a", True), "on"),
    ],
)
def test_readings_are_those_of_the_page(control, said):
    assert reading(control) == said


# ---- the path -----------------------------------------------------------------------------------


def test_a_path_that_cannot_be_is_named(tmp_path):
    check = saved_page.checked_path
    (tmp_path / "folder.html").mkdir()
    for path, error, message in (
        (3, TypeError, "path must be a text or a pathlib.Path, got 3"),
        (tmp_path / "a.txt", ValueError, r"path must end in \.html, got '.*a\.txt'"),
        (tmp_path / "no" / "a.html", FileNotFoundError, "path must be in a folder that exists"),
        (tmp_path / "folder.html", IsADirectoryError, "path must be a file's, got the folder"),
    ):
        with pytest.raises(error, match=message):
            check(path)


def test_an_earlier_page_is_replaced_and_another_file_only_when_told(
    saved, drawn, tmp_path, monkeypatch
):
    monkeypatch.setattr(saved_page, "draw_tracks", lambda *_: drawn)
    explorer, path = saved[0], tmp_path / "a.html"
    path.write_text("<p>my own notes</p>")
    with pytest.raises(FileExistsError, match="another file; choose another name, or replace it"):
        explorer.save_html(path)
    assert path.read_text() == "<p>my own notes</p>"
    explorer.save_html(path, overwrite=True)
    explorer.save_html(path, title="Again")
    assert "<title>Again</title>" in path.read_text()
    assert os.listdir(tmp_path) == ["a.html"]


def test_other_arguments_are_refused_by_name(saved, tmp_path):
    explorer = saved[0]
    for wrong, error, message in (
        (dict(positions=2), ValueError, "positions must be at least 3, got 2"),
        (dict(positions=62), ValueError, r"positions must be in \[3, 61\], got 62"),
        (dict(prompts="Why?"), TypeError, "prompts must be a list of texts, got 'Why"),
        (dict(prompts=[3]), TypeError, "prompts must be a list of texts, got 3 in it"),
        (dict(title=3), TypeError, "title must be a text, got 3"),
    ):
        with pytest.raises(error, match=message):
            explorer.save_html(tmp_path / "a.html", **wrong)
    assert not os.listdir(tmp_path)


def test_an_interrupt_leaves_no_file_and_the_figure_as_it_was(tmp_path, monkeypatch):
    explorer = toy_explorer()
    before = state(explorer)
    calls = iter(range(20))

    def interrupted(run, t, show=explorer.view.show):
        if next(calls) == 9:
            raise KeyboardInterrupt
        show(run, t)

    monkeypatch.setattr(explorer.view, "show", interrupted)
    with pytest.raises(KeyboardInterrupt):
        explorer.save_html(tmp_path / "a.html")
    assert not os.listdir(tmp_path)
    assert state(explorer) == before
