"""An explorer as a reader meets it: its picture and its controls, moved by keyboard and mouse."""

from __future__ import annotations

import time
from dataclasses import dataclass

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
  const kinds = [['slider', '.noUi-handle'], ['choice', 'select'],
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

# From the key (its event's own time) to the first animation frame after the widget has counted a
# new picture: the moment at which the browser puts those pixels on the screen.
LATENCY = """root => {
  const canvas = root.querySelector('canvas[data-frame]');
  const before = canvas.dataset.frame;
  window.courseLatency = new Promise((done, fail) => {
    root.addEventListener('keydown', event => {
      const look = () => {
        const passed = performance.now() - event.timeStamp;
        if (canvas.dataset.frame !== before) done(passed);
        else if (passed > 10000) fail(new Error('no new picture in 10 s'));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, {capture: true, once: true});
  });
}"""


class ExplorerOnPage:
    """The nth explorer of an open notebook."""

    def __init__(self, book, root, index: int):
        self.book, self.page, self.root, self.index = book, book.page, root, index

    def __str__(self) -> str:
        return f"explorer {self.index + 1} of {self.book.path}"

    def picture(self) -> str:
        """A string that differs when the pixels of its canvases do."""
        return self.root.evaluate("root => ring.picture(root)")

    def drawn(self) -> bool:
        return all(self.picture().split(","))

    def canvas(self):
        return self.root.locator("canvas.course-canvas").first

    def controls(self) -> list[Control]:
        """What can be moved at this moment, in reading order, disabled ones included."""
        return [
            Control(self, k, c["kind"], c["name"], c["disabled"])
            for k, c in enumerate(self.root.evaluate(CONTROLS))
        ]

    def sight(self) -> str:
        """The picture and all the text around it."""
        return f"{self.picture()} {self.root.inner_text()}"

    def changed(self, before: str, seconds: float = 3, look=None) -> bool:
        """Wait until the picture (or another look) is not as before; False if it stays so.

        While a bar shows that something is being computed, the time does not count.
        """
        look = look or self.picture
        begun = time.monotonic()
        end, bar = begun + seconds, self.root.get_by_role("progressbar")
        while (now := time.monotonic()) < end:
            if look() != before:
                return True
            if now < begun + 60 and bar.count():
                end = now + seconds  # the picture comes after the bar
            self.page.wait_for_timeout(25)
        return False

    def settled(self) -> str:
        """Wait for the kernel and the last picture, and return that picture."""
        self.book.settle()
        return self.picture()

    def clickable(self) -> bool:
        """Whether its canvas answers clicks, drags and arrow keys."""
        return self.root.locator("canvas.course-clickable").count() > 0

    def click(self, across: float, down: float):
        """Click the canvas at these fractions of its width and height."""
        box = self._visible_canvas()
        self.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8):
        """Drag on the canvas between two points given as fractions of its size."""
        box = self._visible_canvas()
        (x0, y0), (x1, y1) = (
            (box["x"] + a * box["width"], box["y"] + d * box["height"]) for a, d in (start, end)
        )
        drag(self.page, x0, y0, x1, y1, steps)

    def _visible_canvas(self) -> dict:
        self.canvas().scroll_into_view_if_needed()
        return self.canvas().bounding_box()


def drag(page, x0, y0, x1, y1, steps=8):
    """Press at one point of the page, move in steps with a breath between them, release."""
    page.mouse.move(x0, y0)
    page.mouse.down()
    for k in range(1, steps + 1):
        page.mouse.move(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps)
        page.wait_for_timeout(20)
    page.mouse.up()


@dataclass
class Control:
    """One thing that a reader can move.

    ``kind`` is "slider", "choice", "checkbox", "toggle", "button", "text", "scrub" or "play".
    """

    explorer: ExplorerOnPage
    index: int
    kind: str
    name: str
    disabled: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.name!r} of {self.explorer}"

    @property
    def element(self):
        return self.explorer.root.locator(f"[data-control='{self.index}']")

    def move(self) -> bool:
        """Move it as a reader does, by keyboard; True if the picture answered every move.

        It stops at the first move without an answer.
        """
        answered = all(self._answered(move) for move in self.moves())
        if self.kind == "play" and self.element.get_attribute("title") == "Pause":
            self.activate()
            self.explorer.settled()
        return answered

    def moves(self):
        """The moves that a control of its kind offers, each a function without arguments."""
        if self.kind == "scrub":  # its last frames may look alike: the run has converged
            return [lambda: self.element.press("Home"), lambda: self.press(+3)]
        if self.kind == "slider":
            return [lambda: self.press(+3), lambda: self.press(-2)]
        if self.kind == "choice":
            return [self.choose_neighbour, *(lambda k=k: self.choose(k) for k in self._options())]
        if self.kind == "text":
            return [self.extend]
        return [self.activate]

    def ends(self):
        """What its ends are called, each with the function that goes there; no end twice."""
        if self.kind in ("slider", "scrub"):
            return [
                ("low", lambda: self.element.press("Home")),
                ("high", lambda: self.element.press("End")),
            ]
        if self.kind == "choice":
            names = self.element.evaluate("el => Array.from(el.options, o => o.text)")
            return [(name, lambda k=k: self.choose(k)) for k, name in enumerate(names)]
        if self.kind == "text":
            return [("extended", self.extend)]
        return [("pressed", self.activate)]

    def _answered(self, move) -> bool:
        # A button may answer in words only: "this function is convex, there is no violation".
        look = self.explorer.sight if self.kind == "button" else self.explorer.picture
        self.explorer.settled()
        before = look()
        move()
        answered = self.explorer.changed(before, look=look)
        if self.kind != "play":
            self.explorer.settled()
        return answered

    def press(self, steps: int):
        """Arrow keys, so many to the right (left if negative), turning round at the ends."""
        self.element.scroll_into_view_if_needed()
        self.element.focus()
        low, value, high = self._range()
        right = steps > 0
        if (value >= high and right) or (value <= low and not right):
            right = not right
        for _ in range(abs(steps)):
            self.element.press("ArrowRight" if right else "ArrowLeft")

    def _range(self) -> tuple[float, float, float]:
        read = """el => el.matches('input') ? [el.min || 0, el.value, el.max || 100].map(Number)
          : ['valuemin', 'valuenow', 'valuemax'].map(a => Number(el.getAttribute('aria-' + a)))"""
        return tuple(self.element.evaluate(read))

    def drag(self) -> bool:
        """Drag a slider's handle over a third of its track; True if the picture changed."""
        self.element.scroll_into_view_if_needed()
        before = self.explorer.settled()
        handle = self.element.bounding_box()
        track = self.element.locator("xpath=ancestor::*[contains(@class,'noUi-base')]")
        box = track.bounding_box()
        x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
        right = x < box["x"] + box["width"] / 2
        drag(self.explorer.page, x, y, x + box["width"] / (3 if right else -3), y)
        answered = self.explorer.changed(before)
        self.explorer.settled()
        return answered

    def _options(self) -> list[int]:
        """The options of a choice after the neighbour by keyboard, the chosen one last."""
        chosen, count = self.element.evaluate("el => [el.selectedIndex, el.options.length]")
        neighbour = chosen + 1 if chosen + 1 < count else chosen - 1
        return [k for k in range(count) if k not in (chosen, neighbour)] + [chosen]

    def choose_neighbour(self):
        """The next option by the arrow key (the one before, if the last is chosen)."""
        chosen, count = self.element.evaluate("el => [el.selectedIndex, el.options.length]")
        self.element.focus()
        self.element.press("ArrowDown" if chosen + 1 < count else "ArrowUp")

    def choose(self, option: int):
        self.element.select_option(index=option)

    def extend(self):
        """Type something more into a box that holds a formula, then Enter."""
        self.element.fill(self.element.input_value() + " + 1")
        self.element.press("Enter")

    def activate(self):
        """Press a button or toggle by the keyboard: focus it, then the space bar."""
        self.element.focus()
        self.element.press("Space")

    def latency(self) -> float:
        """Milliseconds from an arrow key on this slider to the frame with the new picture."""
        self.explorer.settled()
        self.explorer.page.wait_for_timeout(150)  # a second picture of the same value, if any
        self.element.scroll_into_view_if_needed()
        self.explorer.root.evaluate(LATENCY)
        low, value, high = self._range()
        self.heading = {high: -1, low: +1}.get(value, getattr(self, "heading", +1))
        self.press(self.heading)
        return self.explorer.page.evaluate("() => window.courseLatency")
