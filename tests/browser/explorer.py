"""An explorer as a reader meets it: its picture, its controls, and the canvas under the pointer."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.control import Control, drag

# Everything a reader may move, in reading order: the kind and what to call it.
CONTROLS = r"""root => {
  const label = el => {
    const box = el.closest('.jupyter-widgets');
    const texts = el.matches('.course-scrub, .course-play') ? [] : box.querySelectorAll('label');
    const own = el.matches('button') ? el.innerText : '';
    const known = [own, ...Array.from(texts, t => t.innerText), box.innerText];
    return el.getAttribute('aria-label')
      || known.map(t => t.replace(/[\u200b\s]+/g, ' ').trim()).find(t => t) || el.className;
  };
  const kinds = [['slider', '.noUi-handle'], ['choice', 'select:not(.course-speed)'],
    ['checkbox', 'input[type=checkbox]'],
    ['text', '.widget-text input[type=text]'],
    ['scrub', 'input.course-scrub'], ['play', 'button.course-play'],
    ['play', '.widget-play button'], ['toggle', '.widget-toggle-buttons button'],
    ['toggle', 'button.widget-toggle-button'], ['button', 'button.widget-button']];
  const found = [];
  root.querySelectorAll(kinds.map(k => k[1]).join()).forEach(el => {
    const kind = kinds.find(k => el.matches(k[1]))[0];
    const off = el.disabled || el.closest('[disabled]') !== null || el.offsetParent === null;
    el.dataset.control = found.length;
    found.push({kind, name: label(el), disabled: off});
  });
  return found;
}"""

SHOW = """async root => {
  root.scrollIntoView({block: 'nearest'});
  for (let k = 0; k < 2; k += 1) await new Promise(requestAnimationFrame);
}"""


@dataclass(frozen=True)
class Sight:
    """What a reader sees of an explorer."""

    picture: str  #: differs when the pixels of its canvases do; "" while nothing is drawn
    text: str  #: all text around the picture

    @property
    def drawn(self) -> bool:
        """Whether every canvas has a picture."""
        return all(self.picture.split(","))


class ExplorerOnPage:
    """The nth explorer of an open notebook."""

    def __init__(self, book, root, index: int):
        self.book, self.page, self.root, self.index = book, book.page, root, index

    def __str__(self) -> str:
        return f"explorer {self.index + 1} of {self.book.path}"

    # ---- what it shows ------------------------------------------------------------------------

    def look(self) -> Sight:
        """What is to be seen at this moment."""
        return Sight(*self.root.evaluate("root => ring.look(root)"))

    def show(self):
        """Bring it into view: what is far from the window the browser does not draw."""
        self.root.evaluate(SHOW)

    def settled(self) -> Sight:
        """What is to be seen once the kernel is done and the last picture is painted."""
        self.book.settle()
        return self.look()

    def plays(self, start) -> bool:
        """Whether another picture comes without any further move once it was started."""
        before = self.settled().picture
        start()
        return self.root.evaluate("(root, before) => ring.another(root, before)", before)

    def trained(self, steps: int = 10) -> Sight | None:
        """What it shows so many steps later; None if it is no training."""
        button = self.root.query_selector("button.course-step")
        for _ in range(steps if button else 0):
            button.press("Space")
        return button and self.settled()

    def caption(self):
        return self.root.query_selector(".course-caption")

    # ---- what can be moved --------------------------------------------------------------------

    def controls(self) -> list[Control]:
        """What can be moved at this moment, in reading order, disabled ones included."""
        return [
            Control(self, k, c["kind"], c["name"], c["disabled"])
            for k, c in enumerate(self.root.evaluate(CONTROLS))
        ]

    def reset(self) -> Sight:
        """Press its Reset button; what that brings."""
        next(c for c in self.controls() if c.is_reset).activate()
        return self.settled()

    # ---- the canvas ---------------------------------------------------------------------------

    def canvas(self):
        return self.root.query_selector("canvas.course-canvas")

    def clickable(self) -> bool:
        """Whether its canvas answers clicks, drags and arrow keys."""
        return self.root.query_selector("canvas.course-clickable") is not None

    def click(self, across: float, down: float):
        """Click the canvas at these fractions of its width and height."""
        self.page.mouse.click(*self._on_page(across, down))

    def drag(self, start: tuple[float, float], end: tuple[float, float]):
        """Drag on the canvas between two points given as fractions of its size."""
        drag(self.page, self._on_page(*start), self._on_page(*end))

    def _on_page(self, across: float, down: float) -> tuple[float, float]:
        self.canvas().scroll_into_view_if_needed()
        box = self.canvas().bounding_box()
        return box["x"] + across * box["width"], box["y"] + down * box["height"]
