"""A choice that trains: its bar is on the page while the kernel is busy, and can be interrupted."""

import pytest

from tests.browser.written import opened

pytestmark = pytest.mark.browser

SETUP = """from time import perf_counter, sleep

from course_lib.explorers.controls import choice
from course_lib.explorers.explorer import Explorer
from course_lib.lessons.gradient_descent.staircase import staircase
from course_lib.lessons.gradient_descent.staircase_view import StaircaseView
from course_lib.nn import Progress"""

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

# What the bar has said so far, each state once, and whether the line under the picture was there.
RECORD = """root => {
  const said = root.said = [];
  const look = () => {
    const bar = root.querySelector('[role=progressbar]');
    const visible = bar !== null && bar.offsetParent !== null;
    const caption = root.querySelector('.course-caption').offsetParent !== null;
    if (visible) said.push([Number(bar.getAttribute('aria-valuenow')), caption]);
  };
  new MutationObserver(look).observe(root, {subtree: true, childList: true, attributes: true});
}"""

# What the kernel has said of itself; its last message is an answer to a question of the page.
STATES = """() => {
  const states = window.states = [];
  ring.panel.sessionContext.session.kernel.statusChanged.connect((_, state) => states.push(state));
}"""


@pytest.fixture
def explorer(lab, tmp_path):
    """The explorer of a notebook in which a choice takes two seconds."""
    with opened(lab, tmp_path / "trains.ipynb", "# Training", SETUP, EXPLORER) as book:
        (explorer,) = book.explorers()
        explorer.root.evaluate(RECORD)
        yield explorer


def rate(explorer):
    return next(c for c in explorer.controls() if c.kind == "choice")


def caption(explorer):
    return explorer.caption().inner_text()


def check_next_rate_trains(explorer):
    """Choose the next learning rate: the bar moves and goes, and another picture comes."""
    before, told = explorer.settled().picture, caption(explorer)
    rate(explorer).choose_neighbour()
    after = explorer.settled().picture
    percent, with_caption = zip(*explorer.root.evaluate("root => root.said"), strict=True)
    assert len(set(percent)) >= 4
    assert list(percent) == sorted(percent)
    assert not any(with_caption), "the bar stands in the place of the caption"
    assert explorer.root.query_selector("[role=progressbar]") is None
    assert explorer.caption().is_visible()
    assert caption(explorer) != told
    assert after != before


def test_the_bar_moves_while_the_choice_is_computed(explorer):
    check_next_rate_trains(explorer)
    assert not explorer.book.problems()


def test_an_interrupt_leaves_the_picture_and_the_values_as_they_were(explorer):
    before = explorer.settled().picture
    rate(explorer).choose_neighbour()
    explorer.root.wait_for_selector("[role=progressbar]")
    explorer.page.evaluate(INTERRUPT)
    assert explorer.settled().picture == before
    assert rate(explorer).element.evaluate("el => el.selectedIndex") == 0
    problems = explorer.book.problems()
    assert [p for p in problems if p.startswith("shown: Interrupted")], problems
    explorer.root.evaluate(RECORD)
    check_next_rate_trains(explorer)
    assert not explorer.root.query_selector(".course-error").inner_text()


def test_busy_is_said_of_what_takes_long_and_not_of_every_tick(explorer):
    explorer.settled()
    explorer.page.evaluate(STATES)
    rate(explorer).choose_neighbour()
    explorer.settled()
    told = explorer.page.evaluate("() => window.states.splice(0)")
    assert (told[0], told[-1]) == ("busy", "idle"), told
    for _ in range(10):
        explorer.reset()  # a tick of a busy machine may take long
    told = explorer.page.evaluate("() => window.states")
    assert told.count("busy") < 5, told
