"""Live figures for every reader: by ear, by keys, without motion, in few colours, enlarged."""

from pathlib import Path

import pytest

from tests.browser.accessibility import hexed
from tests.browser.layout import CRAMPED
from tests.browser.written import opened
from tests.contrast import contrast

pytestmark = pytest.mark.browser

SETUP = f"""import sys

sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.explorers.toy import toy_explorer"""
TOY = "explorer = toy_explorer()\nexplorer"

AROUND = Path(__file__).parents[2] / "course_lib" / "explorers" / "around.js"
# The speaker with a clock of its own: what is said, after such acts, each with its milliseconds.
SPEAK = """([source, acts]) => {
  let now = 0, due = null, busy = false;
  const later = (call, ms) => { due = [now + ms, call]; return 1; };
  const never = () => { due = null; };
  const said = [], element = () => ({ set textContent(text) { said.push(text); } });
  const make = new Function('element', 'setTimeout', 'clearTimeout', `${source}; return speaker;`);
  const { say } = make(element, later, never)(() => busy);
  for (const [ms, act] of acts) {
    for (now += ms; due && due[0] <= now;) { const [, call] = due; due = null; call(); }
    if (typeof act === 'boolean') busy = act;
    else if (act) say(act);
  }
  return said.filter(Boolean);
}"""


@pytest.fixture(scope="module")
def book(lab, tmp_path_factory):
    path = tmp_path_factory.mktemp("access") / "access.ipynb"
    cells = TOY, "explorer", "toy_explorer(on_pointer=None, player=None)"
    with opened(lab, path, "# Access", SETUP, *cells) as book:
        yield book


@pytest.fixture
def explorer(book):
    explorer = book.explorers()[0]
    explorer.reset()
    yield explorer
    book.page.emulate_media(reduced_motion="null", forced_colors="null")


def control(explorer, kind, name=""):
    return next(c for c in explorer.controls() if c.kind == kind and name in c.name)


def at(explorer):
    return explorer.book.ask("explorer.t")


# ---- by ear -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        ([(0, "first"), (9000, None)], []),
        ([(0, "first"), (900, "a"), (100, "b"), (100, "c"), (900, None)], ["c"]),
        ([(0, "first"), (900, "a"), (900, "b"), (900, None)], ["a", "b"]),
        ([(0, "first"), (900, "a"), (100, "first"), (900, None)], []),
        ([(0, "first"), (0, True), (900, "a"), (5000, False), (900, None)], ["a"]),
        ([(0, "first"), (0, True), (900, "a"), (5000, None)], []),
    ],
    ids=["at first nothing", "a drag once", "two moves", "there and back", "paused", "playing"],
)
def test_a_line_is_said_when_it_has_rested(book, acts, said):
    source = AROUND.read_text("utf-8")
    assert book.page.evaluate(SPEAK, [source, [[ms, act] for ms, act in acts]]) == said


def test_after_a_move_the_caption_is_said_and_an_error_at_once(explorer):
    height = control(explorer, "slider", "height")
    height.press(1)
    seen = explorer.settled()
    said = explorer.root.query_selector("[role=status]")
    assert said.evaluate("e => getComputedStyle(e).width") == "1px", "for the ear alone"
    explorer.page.wait_for_function("e => e.textContent", arg=said)
    caption = explorer.caption()
    assert said.text_content() == caption.inner_text() == "height 1.5 < 4, start 0"
    assert caption.get_attribute("role") is None, "read twice"
    assert seen.text.count("height 1.5") == 1
    number = explorer.root.query_selector(".widget-readout")
    assert number.get_attribute("aria-label") == "height h, typed"
    height.element.press("End")
    explorer.settled()
    alert = explorer.root.query_selector("[role=alert]")
    assert alert.inner_text() == "ArithmeticError: 1 < 2 is too much"


def test_play_is_called_pause_while_it_plays(explorer):
    play = control(explorer, "play").element
    assert play.get_attribute("aria-label") == "Play"
    explorer.plays(lambda: play.press("Space"))
    assert play.get_attribute("aria-label") == play.get_attribute("title") == "Pause"
    play.press("Space")
    assert play.get_attribute("aria-label") == "Play"


# ---- by keys ----------------------------------------------------------------------------------


def test_the_tab_key_stops_at_a_picture_only_if_keys_move_it(book):
    canvases = [e.canvas() for e in book.explorers()]
    seen = [(c.evaluate("e => e.tabIndex"), c.get_attribute("role")) for c in canvases]
    assert seen == [(0, "application"), (0, "application"), (-1, "img")]
    assert canvases[2].get_attribute("aria-label") == "height 1 < 4, start 0"


# ---- without motion, in few colours, enlarged --------------------------------------------------


def named(button, name):
    """Wait until it is called that; the browser tells a page of its reader's wish in a frame."""
    button.wait_for_selector(f"xpath=self::*[@aria-label='{name}']")


def test_who_asks_for_little_motion_steps(explorer):
    page, play = explorer.page, control(explorer, "play").element
    page.emulate_media(reduced_motion="reduce")
    named(play, "Forward")
    stood = []
    for _ in range(3):
        play.press("Space")
        explorer.settled()
        page.wait_for_timeout(300)  # in which Play would have gone on
        stood.append(at(explorer))
    assert stood == [0, 1, 2], "from the end to the start, then on"
    page.emulate_media(reduced_motion="no-preference")
    named(play, "Play")
    explorer.plays(lambda: play.press("Space"))
    named(play, "Pause")
    page.emulate_media(reduced_motion="reduce")
    named(play, "Forward")  # it stops when it is asked to


PARTS = """root => {
  const style = css => getComputedStyle(root.querySelector(css));
  const paper = getComputedStyle(document.body).backgroundColor;
  const border = css => parseFloat(style(css).borderWidth) ? style(css).borderColor : paper;
  return [paper, style('.noUi-target').backgroundColor,
    ...['.noUi-handle', '.course-play', 'select', '.jupyter-button'].map(border)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_few_colours_hide_no_control(explorer, scheme):
    explorer.page.emulate_media(forced_colors="active", color_scheme=scheme)
    try:
        paper, *parts = (hexed(c) for c in explorer.root.evaluate(PARTS))
    finally:
        explorer.page.emulate_media(color_scheme="null")
    assert all(contrast(part, paper) >= 3 for part in parts), (paper, parts)


def test_at_twice_the_size_nothing_is_lost(book):
    """1280 pixels at 200 % are 640; what is as wide as the page can be seen without scrolling."""
    before = book.page.viewport_size
    book.resize(640, 800)
    try:
        for explorer in book.explorers():
            assert explorer.root.evaluate(CRAMPED) == []
            room, canvas = explorer.root.bounding_box(), explorer.canvas().bounding_box()
            assert canvas["x"] + canvas["width"] <= room["x"] + room["width"] <= 640
    finally:
        book.resize(**before)
