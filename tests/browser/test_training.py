"""A choice that trains: its bar is on the page while the kernel is busy, and can be interrupted."""

import pytest

from tests.browser.lab import Lab
from tests.notebooks.support import write_notebook

pytestmark = pytest.mark.browser

SETUP = """from time import perf_counter, sleep

from course_lib.lessons.gradient_descent.staircase import staircase
from course_lib.explorers.controls import choice
from course_lib.explorers.explorer import Explorer
from course_lib.nn import Progress
from course_lib.lessons.gradient_descent.staircase_view import StaircaseView"""

# Two seconds: on a busy machine the page needs a while for each look.
EXPLORER = """STEPS = 50
def training(*, lr, progress):
    started = perf_counter()
    for step in range(1, STEPS + 1):
        sleep(0.04 if lr > 0.1 else 0)
        elapsed = perf_counter() - started
        left = elapsed * (STEPS / step - 1)
        progress(Progress(1, 1, step, STEPS, 0.5, None, elapsed, left))
    return staircase(lr=lr)
explorer = Explorer(
    training, StaircaseView, dict(lr=choice("η", [0.1, 0.2, 0.3])), progress="Training",
)
explorer"""
INTERRUPT = "() => ring.panel.sessionContext.session.kernel.interrupt()"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    write_notebook(folder / "trains.ipynb", "# Training", SETUP, EXPLORER)
    with Lab(folder) as running:
        yield running


@pytest.fixture
def book(lab):
    book = lab.open("trains.ipynb")
    assert book.run_all(), book.problems()
    yield book
    book.close()


def watch(explorer, seconds=20):
    """Choose the next learning rate; what the bar says until it is gone, each state once."""
    bar, caption = (
        explorer.root.get_by_role("progressbar"),
        explorer.root.locator(".course-caption"),
    )
    (rate,) = (c for c in explorer.controls() if c.kind == "choice")
    said = []
    rate.choose_neighbour()
    bar.wait_for(state="visible")
    assert not caption.is_visible()
    for _ in range(50 * seconds):
        if not bar.count():
            break
        now = bar.get_attribute("aria-valuenow", timeout=500) if bar.count() else None
        said += [now] if now not in said else []
        explorer.page.wait_for_timeout(20)
    return [int(value) for value in said if value is not None]


def test_the_bar_moves_while_the_choice_is_computed(book):
    (explorer,) = book.explorers()
    before, caption = explorer.settled(), explorer.root.locator(".course-caption")
    told = caption.inner_text()
    said = watch(explorer)
    assert len(said) >= 4
    assert said == sorted(said)
    explorer.settled()
    assert explorer.picture() != before
    assert caption.is_visible()
    assert caption.inner_text() != told
    assert not book.problems()


def test_an_interrupt_leaves_the_picture_and_the_values_as_they_were(book):
    (explorer,) = book.explorers()
    before = explorer.settled()
    (rate,) = (c for c in explorer.controls() if c.kind == "choice")
    rate.choose_neighbour()
    explorer.root.get_by_role("progressbar").wait_for(state="visible")
    book.page.evaluate(INTERRUPT)
    assert explorer.settled() == before
    assert rate.element.evaluate("el => el.selectedIndex") == 0
    assert [p for p in book.problems() if p.startswith("shown: Interrupted")], book.problems()
    watch(explorer)
    explorer.settled()
    assert explorer.picture() != before
    assert not explorer.root.locator(".course-error").inner_text()
