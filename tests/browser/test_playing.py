"""A training that plays in JupyterLab: its buttons, its sliders, and everything that ends it."""

from pathlib import Path

import pytest

from tests.browser.trial import try_explorers
from tests.browser.written import opened

pytestmark = pytest.mark.browser

SETUP = f"""import sys

sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.explorers.toy_training import toy_training"""
EXPLORER = """explorer = toy_training()
made = [*globals().get("made", []), explorer]
explorer"""
OTHER = "answer = 6 * 7\nanswer"

INTERRUPT = "() => ring.panel.sessionContext.session.kernel.interrupt()"
DELETE = """() => {
  ring.panel.content.activeCellIndex = 2;
  return window.jupyterapp.commands.execute('notebook:delete-cell');
}"""
RUN = """index => {
  ring.panel.content.activeCellIndex = index;
  return window.jupyterapp.commands.execute('notebook:run-cell');
}"""
# Resolves once so many pictures have been painted; to the seconds that they took.
PICTURES = """(root, count) => new Promise(done => {
  const canvas = root.querySelector('canvas'), began = performance.now();
  let seen = 0;
  const painted = new MutationObserver(() => {
    seen += 1;
    if (seen < count) return;
    painted.disconnect();
    done((performance.now() - began) / 1000);
  });
  painted.observe(canvas, {attributeFilter: ['data-frame']});
})"""
STOPPED = """root => new Promise(done => {
  const play = root.querySelector('.course-play');
  const look = () => {
    if (play.title !== 'Play') return;
    watching.disconnect();
    done();
  };
  const watching = new MutationObserver(look);
  watching.observe(play, {attributeFilter: ['title']});
  look();
})"""


@pytest.fixture
def book(lab, tmp_path):
    with opened(lab, tmp_path / "plays.ipynb", "# Plays", SETUP, EXPLORER, OTHER) as book:
        yield book


@pytest.fixture
def explorer(book):
    (explorer,) = book.explorers()
    return explorer


def button(explorer, what):
    return explorer.root.query_selector(f".course-{what}")


def label(explorer):
    return explorer.root.query_selector(".course-scrub-label").inner_text()


def play(explorer):
    """By keyboard; returns when ten pictures have come."""
    button(explorer, "play").press("Space")
    return explorer.root.evaluate(PICTURES, 10)


def stopped(explorer):
    """Where it stands, once its button says Play again and all is painted."""
    explorer.root.evaluate(STOPPED)
    explorer.settled()
    return label(explorer)


def still(explorer):
    """No task is left, and nothing changes any more."""
    seen, t = explorer.settled(), explorer.book.ask("explorer.t")
    assert explorer.book.ask("[e.turns.task is None for e in made]") == [True] * explorer.book.ask(
        "len(made)"
    )
    return explorer.settled() == seen and explorer.book.ask("explorer.t") == t


def test_play_a_slider_in_mid_run_pause_and_a_single_step(explorer):
    first = label(explorer)
    assert first == "step 0, seed 0"
    seconds = play(explorer)
    print(f"{10 / seconds:.0f} pictures a second")
    assert button(explorer, "play").get_attribute("aria-label") == "Pause"
    rate = next(c for c in explorer.controls() if c.name == "η")
    before = explorer.book.ask("explorer.t")
    rate.press(3)
    assert explorer.root.evaluate(PICTURES, 3) > 0
    assert explorer.book.ask("round(explorer.values['lr'], 6)") == 0.4
    assert explorer.book.ask("explorer.t") > before, "it goes on, and did not begin anew"
    button(explorer, "play").press("Space")
    said = stopped(explorer)
    assert still(explorer)
    step = explorer.book.ask("explorer.t")
    assert said == f"step {step}, seed 0"
    button(explorer, "step").press("Space")
    explorer.settled()
    assert label(explorer) == f"step {step + 1}, seed 0"
    for _ in range(10):
        button(explorer, "step").press("Space")
    explorer.settled()
    assert label(explorer) == f"step {step + 11}, seed 0", "no press is lost"
    button(explorer, "seed").click()
    explorer.settled()
    assert label(explorer) == "step 0, seed 1"
    assert explorer.reset().picture
    assert label(explorer) == first
    assert not explorer.book.problems()


def test_another_cell_runs_meanwhile(explorer):
    play(explorer)
    assert explorer.page.evaluate(RUN, 3)
    assert explorer.book.ask("answer") == 42
    before = explorer.book.ask("explorer.t")
    explorer.root.evaluate(PICTURES, 3)
    assert explorer.book.ask("explorer.t") > before
    assert not explorer.book.problems()


def test_to_run_its_cell_again_ends_the_old_one(explorer):
    play(explorer)
    assert explorer.page.evaluate(RUN, 2)
    (new,) = explorer.book.explorers()
    assert label(new) == "step 0, seed 0"
    assert explorer.book.ask("len(made)") == 2
    assert still(new)
    play(new)
    assert explorer.book.ask("[e.playing for e in made]") == [False, True]
    assert not explorer.book.problems()


def test_to_delete_its_cell_ends_it(explorer):
    play(explorer)
    explorer.page.evaluate(DELETE)
    explorer.book.settle()
    assert explorer.book.ask("(explorer.playing, explorer.turns.task)") == (False, None)


@pytest.mark.parametrize("speed", ["full speed", "1 step a second"])
def test_a_kernel_interrupt_stops_it_quietly(explorer, speed):
    play(explorer)
    button(explorer, "speed").select_option(label=speed)
    explorer.book.ask("explorer.t")
    explorer.page.evaluate(INTERRUPT)
    stopped(explorer)
    assert still(explorer)
    assert not explorer.book.problems()
    button(explorer, "speed").select_option(label="full speed")
    play(explorer)


def test_an_error_stops_it_with_one_line_and_no_traceback(explorer):
    play(explorer)
    next(c for c in explorer.controls() if c.name == "η").element.press("End")
    stopped(explorer)
    assert still(explorer)
    assert explorer.book.problems() == ["shown: OverflowError: 1 < lr is too much"]
    error = explorer.root.query_selector(".course-error")
    assert error.get_attribute("role") == "alert"


def test_the_trial_of_every_explorer_accepts_a_training_and_rejects_an_idle_slider(lab, tmp_path):
    """A rate changes nothing at the first step; the trial has to look some steps later."""
    cells = (
        "from tests.explorers.toy_training import sound_training\nsound_training()",
        "from tests.explorers.toy_training import idle_training\nidle_training()",
    )
    with opened(lab, tmp_path / "tried.ipynb", "# Tried", SETUP, *cells) as book:
        sound, idle = book.explorers()
        assert try_explorers([sound]) == []
        (complaint,) = try_explorers([idle])
        assert complaint.startswith("slider 'noise'")
        assert not book.problems()
