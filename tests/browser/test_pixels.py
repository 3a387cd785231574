"""The page shows the kernel's picture to the pixel, on any screen and in any theme."""

from pathlib import Path

import pytest

from tests.browser.placement import misplaced
from tests.browser.written import opened

pytestmark = pytest.mark.browser

SETUP = f"""import sys

sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from course_lib.lessons.gradient_descent import explorers
from tests.explorers.toy import toy_explorer"""

WIDTHS = 600, 920  # CSS pixels
TOY = """explorer = toy_explorer()
explorer.controls["height"].max = 3.0
explorer"""
SCREEN = """dpr => Object.defineProperty(
  window, 'devicePixelRatio', {value: dpr, configurable: true})"""


@pytest.fixture(scope="module")
def book(lab, tmp_path_factory):
    """The toy, of which half changes with its slider, and an explorer with more to keep."""
    path = tmp_path_factory.mktemp("pixels") / "pixels.ipynb"
    cells = TOY, "explorers.staircase()"
    with opened(lab, path, "# Pixels", SETUP, *cells) as book:
        yield book


def sliders(explorer):
    return [c for c in explorer.controls() if c.kind in ("slider", "scrub")]


@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
def test_page_and_kernel_agree_on_any_screen_and_in_both_themes(book, dpr):
    book.set_theme("JupyterLab Light")
    book.page.evaluate(SCREEN, dpr)  # no event tells the page of it: the next theme does
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        book.set_theme(theme)
        for explorer, width in zip(book.explorers(), WIDTHS, strict=True):
            for slider in sliders(explorer):
                slider.press(1)
                assert not list(misplaced(explorer)), (slider, theme)
            assert explorer.settled().picture.startswith(f"{round(dpr * width)}x"), "sharp"
    assert not book.problems()
