"""What is drawn ahead, on a page: shown in the task of the key, and in the end the kernel's."""

from itertools import groupby
from pathlib import Path

import pytest

from tests.browser.control import drag
from tests.browser.fast_drag import RECORD, RECORDED, went_back
from tests.browser.placement import misplaced
from tests.browser.test_pixels import SCREEN
from tests.browser.test_playing import RUN
from tests.browser.written import opened

pytestmark = pytest.mark.browser

SETUP = f"""import sys

sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from course_lib.lessons.gradient_descent import explorers
from tests.explorers.toy import toy_explorer"""
TOY = """explorer = toy_explorer()
explorer.controls["height"].max = 3.0
explorer"""
HAS = "([canvas, count]) => canvas.dataset.ahead >= count"
# Presses a key and tells whether another picture is painted before the key's own task is over.
AT_ONCE = """(handle, key) => {
  const canvas = handle.closest('.course-explorer').querySelector('canvas');
  const before = canvas.dataset.frame;
  handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  return canvas.dataset.frame !== before;
}"""
# What the line under the picture has said since.
TOLD = """root => {
  const line = root.querySelector('.course-caption');
  root.told = [line.textContent];
  const watching = new MutationObserver(() => root.told.push(line.textContent));
  watching.observe(line, {childList: true, subtree: true, characterData: true});
}"""
# Three keys in one task: the kernel hears of the first, and when it has answered, of the last.
THREE_KEYS = """handle => {
  for (let k = 0; k < 3; k += 1)
    handle.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
}"""
# Of the kernel's pictures the page leaves out those that it has passed; without this it does not.
GUARD = (
    "if (!anew && track !== null && isHere(track) && key !== stands(track) && place < 0) return;"
)
FAULT = f"""from course_lib.explorers.live import LiveFigure
assert LiveFigure._esm.count({GUARD!r}) == 1
LiveFigure._esm = LiveFigure._esm.replace({GUARD!r}, '')"""
TOUCH = """handle => handle.closest('.widget-slider').dispatchEvent(
  new PointerEvent('pointerover', {pointerType: 'touch', bubbles: true}))"""
# The next frame comes before the page has put a new figure into its box.
EARLY = """() => {
  const real = window.requestAnimationFrame, before = new Set();
  window.requestAnimationFrame = call => {
    if (before.has(call) || !new Error().stack.includes('blob:')) return real.call(window, call);
    before.add(call);
    call(performance.now());
    return 0;
  };
  window.undo = () => { window.requestAnimationFrame = real; };
}"""

SECOND = """index => {
  ring.panel.content.activeCellIndex = index;
  return window.jupyterapp.commands.execute('notebook:create-output-view');
}"""
ACTIVE = "() => ring.panel.content.activeCellIndex"
PICTURES = "() => [...document.querySelectorAll('.course-explorer')].map(ring.picture)"


@pytest.fixture(scope="module")
def opened_once(lab, tmp_path_factory):
    cells = "# Ahead", SETUP, "explorers.staircase()", TOY
    with opened(lab, tmp_path_factory.mktemp("ahead") / "ahead.ipynb", *cells) as book:
        yield book


@pytest.fixture
def book(opened_once):
    """Both explorers in their first state, and nothing focused that was reached for."""
    for explorer in opened_once.explorers():
        explorer.reset()
    return opened_once


def control(explorer, name):
    return next(c for c in explorer.controls() if c.name.endswith(name))


def wait_for(explorer, count):
    """Wait until so many pictures drawn ahead are on the page."""
    explorer.page.wait_for_function(HAS, arg=[explorer.canvas(), count])


def reach(explorer, name, count):
    slider = control(explorer, name)
    slider.element.focus()
    wait_for(explorer, count)
    return slider


def test_a_key_is_answered_in_its_own_task_and_the_kernel_follows(book):
    staircase, _ = book.explorers()
    slider = reach(staircase, "η", 30)
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        assert slider.element.evaluate(AT_ONCE, key)
    seen = staircase.look()
    assert staircase.settled() == seen, "the kernel has nothing to add"
    assert not list(misplaced(staircase))
    assert not book.problems()


def test_a_fast_drag_ends_at_the_kernels_picture_and_never_goes_back(book):
    staircase, toy = book.explorers()
    for explorer, name, count in ((staircase, "η", 5), (toy, "h", 7)):
        slider = reach(explorer, name, count)
        explorer.root.evaluate(TOLD)
        handle = slider.element.bounding_box()
        track = slider.element.evaluate_handle("el => el.closest('.noUi-base')").bounding_box()
        at = (handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        drag(explorer.page, at, (track["x"] + track["width"], at[1]), steps=25)
        explorer.settled()
        assert not list(misplaced(explorer))
        told = [line for line, _ in groupby(explorer.root.evaluate("root => root.told"))]
        assert len(told) == len(set(told)), "no earlier picture comes back"
        explorer.reset()
        assert not list(misplaced(explorer))
    assert not book.problems()


def painted_of_three_keys(explorer):
    slider = reach(explorer, "η", 20)
    explorer.root.evaluate(RECORD)
    slider.element.evaluate(THREE_KEYS)
    explorer.settled()
    return explorer.root.evaluate(RECORDED)


def test_keys_that_are_faster_than_the_kernel_are_shown_once(book):
    painted = painted_of_three_keys(book.explorers()[0])
    assert [name for name, *_ in painted] == ["lr"]
    assert not list(went_back(painted, rising=True))


def test_an_older_picture_after_a_newer_one_is_noticed(lab, tmp_path):
    cells = "# Broken", SETUP, FAULT, "explorers.staircase()"
    with opened(lab, tmp_path / "broken.ipynb", *cells) as book:
        painted = painted_of_three_keys(book.explorers()[0])
    assert list(went_back(painted, rising=True))


def test_on_a_sharp_screen_all_is_drawn_ahead_as_sharply(book):
    staircase, _ = book.explorers()
    book.page.evaluate(SCREEN, 2)
    book.set_theme("JupyterLab Dark")
    try:
        slider = reach(staircase, "η", 10)
        assert slider.element.evaluate(AT_ONCE, "ArrowRight")
        assert staircase.settled().picture.startswith("1840x")
        assert not list(misplaced(staircase))
    finally:
        book.page.evaluate(SCREEN, 1)
        book.set_theme("JupyterLab Light")


def test_a_finger_reaches_too(book):
    staircase, _ = book.explorers()
    slider = control(staircase, "η")
    slider.element.evaluate(TOUCH)
    wait_for(staircase, 10)
    assert slider.element.evaluate(AT_ONCE, "ArrowRight")
    staircase.settled()
    assert not list(misplaced(staircase))


def test_a_page_that_is_loaded_anew_is_sent_all_again(book):
    staircase, _ = book.explorers()
    slider = reach(staircase, "η", 10)
    assert slider.element.evaluate(AT_ONCE, "ArrowRight")
    before = staircase.settled().picture
    book.reload()
    staircase, _ = book.explorers()
    assert staircase.look().picture == before
    assert not list(misplaced(staircase))
    slider = reach(staircase, "η", 10)
    assert slider.element.evaluate(AT_ONCE, "ArrowRight")
    assert staircase.settled().picture != before
    assert not list(misplaced(staircase))
    assert not book.problems()


def test_another_control_in_between_is_not_overlooked(book):
    _, toy = book.explorers()
    slider = reach(toy, "h", 7)
    toy.page.keyboard.press("ArrowRight")
    control(toy, "kind").choose_neighbour()
    slider.element.focus()
    toy.page.keyboard.press("ArrowRight")
    toy.settled()
    assert not list(misplaced(toy))
    assert toy.caption().inner_text() == "height 2 < 4, start 2"
    assert not book.problems()


def test_the_player_plays_what_it_has_and_each_frame_is_the_kernels(book):
    _, toy = book.explorers()
    toy.root.query_selector(".course-scrub").hover()
    wait_for(toy, 11)
    play = toy.root.query_selector(".course-play")
    play.press("Space")
    toy.page.wait_for_function("el => el.title === 'Play'", arg=play)
    toy.settled()
    assert not list(misplaced(toy))
    for key in ("Home", "ArrowRight", "End", "ArrowLeft"):
        control(toy, "step").element.press(key)
        toy.settled()
        assert not list(misplaced(toy))
    assert not book.problems()


def test_a_view_that_is_opened_later_shows_the_same_and_both_answer(book):
    _, toy = book.explorers()
    slider = reach(toy, "h", 7)
    toy.page.keyboard.press("ArrowRight")
    toy.settled()
    toy.page.evaluate(SECOND, toy.index + 2)
    toy.page.wait_for_selector(".jp-LinkedOutputView canvas[data-frame]")
    slider.element.focus()
    toy.page.keyboard.press("ArrowRight")
    toy.settled()
    pictures = toy.page.evaluate(PICTURES)
    assert len(pictures) == 3
    assert pictures.count(toy.look().picture) == 2
    assert not list(misplaced(toy))


def test_a_figure_that_comes_late_into_its_box_answers_as_any(book):
    book.page.evaluate(EARLY)
    assert book.page.evaluate(RUN, 2)
    book.settle()
    book.page.evaluate("() => window.undo()")
    staircase, _ = book.explorers()
    slider = reach(staircase, "η", 30)
    active = book.page.evaluate(ACTIVE)
    assert slider.element.evaluate(AT_ONCE, "ArrowRight")
    staircase.settled()
    slider.element.press("ArrowDown")
    assert book.page.evaluate(ACTIVE) == active, "its keys are its own"
    assert not book.problems()
