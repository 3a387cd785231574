"""A figure and its kernel: two views, a page enlarged, a cell run again, a kernel that is gone."""

import os
import signal
from pathlib import Path

import pytest

from tests.browser.placement import misplaced
from tests.browser.test_playing import RUN
from tests.browser.written import opened

pytestmark = pytest.mark.browser

SETUP = f"""import sys

sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from ipywidgets.widgets.widget import _instances
from tests.explorers.toy import toy_explorer"""
TOY = "explorer = toy_explorer()\nexplorer"
GONE = "The kernel that drew this figure is gone. Run this cell again."

RESTART = "() => ring.panel.sessionContext.session.kernel.restart()"
START = "name => ring.panel.sessionContext.changeKernel({name})"
IDLE = "() => ring.panel.sessionContext.session.kernel.status === 'idle'"
WIDTH_IS_NOT = "([canvas, width]) => canvas.width !== width"
SHARPNESS = "canvas => [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight]"


@pytest.fixture(scope="module")
def book(lab, tmp_path_factory):
    path = tmp_path_factory.mktemp("kernel") / "kernel.ipynb"
    with opened(lab, path, "# Kernel", SETUP, TOY, "explorer") as book:
        yield book


def restart(book):
    book.page.evaluate(RESTART)


def kill(book):
    """As the system does where memory runs out; Jupyter says so and starts another one."""
    os.kill(book.ask("__import__('os').getpid()"), signal.SIGKILL)
    book.page.wait_for_selector(".jp-Dialog button").click()


def stop(book):
    """As a reader does to free memory; running a cell asks for a kernel, which comes here."""
    book.page.evaluate("() => ring.panel.sessionContext.shutdown()")


def slider(explorer):
    return next(c for c in explorer.controls() if c.kind == "slider")


def test_the_kernel_of_a_page_is_started_to_warm_up(book):
    started = book.ask("__import__('sys').orig_argv")
    assert [part for part in started if part.endswith("warm_kernel.py")]


def test_two_views_of_one_figure_follow_each_other(book):
    first, second = book.explorers()
    begun = first.look().picture
    slider(second).press(1)
    assert first.settled().picture == second.look().picture != begun
    assert slider(first).range() == slider(second).range()
    assert not list(misplaced(first))


@pytest.mark.parametrize("scale", [1.25, 1.5])
def test_a_page_that_is_enlarged_is_drawn_anew_and_sharply(book, scale):
    explorer = book.explorers()[0]
    canvas = explorer.canvas()
    assert canvas.evaluate(SHARPNESS) == [1, 1]
    old = canvas.evaluate("c => c.width")
    browser = book.page.context.new_cdp_session(book.page)
    page = {"width": round(1280 / scale), "height": round(1600 / scale), "mobile": False}
    try:
        browser.send("Emulation.setDeviceMetricsOverride", {**page, "deviceScaleFactor": scale})
        explorer.page.wait_for_function(WIDTH_IS_NOT, arg=[canvas, old])
        assert explorer.settled().drawn
        assert canvas.evaluate(SHARPNESS) == [scale, scale]
        assert not list(misplaced(explorer))
    finally:
        browser.send("Emulation.clearDeviceMetricsOverride")
    explorer.page.wait_for_function(WIDTH_IS_NOT, arg=[canvas, round(scale * old)])
    explorer.settled()


BUSY = """import threading, time
kinds, answer = [], explorer.live.on_pointer
explorer.live.on_pointer = lambda kind, *where: kinds.append(kind)
def hold():
    with explorer.live.lock:
        time.sleep(1)
threading.Thread(target=hold).start()"""


def test_a_press_is_heard_though_its_release_overtakes_it(book):
    explorer = book.explorers()[0]
    book.ask("None", BUSY)
    explorer.canvas().press("ArrowLeft")  # whose answer has to wait
    explorer.click(0.5, 0.5)
    explorer.settled()
    assert book.ask("kinds", "explorer.live.on_pointer = answer") == ["key", "click", "release"]


def test_to_run_a_cell_again_leaves_no_widget_behind(book):
    assert book.page.evaluate(RUN, 3)
    book.page.evaluate("() => ring.panel.content.widgets[3].model.clearExecution()")
    assert book.page.evaluate(RUN, 2)
    before = book.ask("len(_instances)")
    for _ in range(3):
        assert book.page.evaluate(RUN, 2)
    (explorer,) = book.explorers()
    assert book.ask("len(_instances)") == before
    slider(explorer).press(1)
    explorer.settled()
    assert book.ask("explorer.values['height']") == 1.5
    assert not book.problems()


@pytest.mark.parametrize("end", [restart, kill, stop])
def test_a_figure_whose_kernel_is_gone_says_so_and_lives_again_when_its_cell_is_run(book, end):
    explorer = book.explorers()[0]
    before, handle = explorer.settled().picture, slider(explorer).element
    assert explorer.root.query_selector(".course-notice") is None
    end(book)
    notice = explorer.root.wait_for_selector(".course-notice")
    assert (notice.inner_text(), notice.get_attribute("role")) == (GONE, "alert")
    assert explorer.root.evaluate("r => getComputedStyle(r.firstElementChild).opacity") == "0.4"
    value = handle.get_attribute("aria-valuetext")
    handle.evaluate("e => e.focus()")
    explorer.page.keyboard.press("ArrowRight")
    assert handle.get_attribute("aria-valuetext") == value, "nothing seems to answer"
    assert explorer.look().picture == before
    if end is stop:
        explorer.page.evaluate(START, book.lab.kernel)
    explorer.page.wait_for_function(IDLE)
    assert book.run_all()
    alive = book.explorers()[0]
    assert alive.root.query_selector(".course-notice") is None
    begun = alive.look().picture
    slider(alive).press(1)
    assert alive.settled().picture != begun
