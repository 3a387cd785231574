"""One control of an explorer, moved as a reader does: by keys or by mouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.explorer import ExplorerOnPage

# From the key (its event's own time) to the first animation frame after the widget has counted a
# new picture: the moment at which the browser puts those pixels on the screen. Nothing is asked of
# the page meanwhile: a frame that is only looked at costs as much as one that is seen.
LATENCY = """root => {
  const canvas = root.querySelector('canvas[data-frame]');
  window.courseLatency = new Promise(done => {
    root.addEventListener('keydown', event => {
      const painted = new MutationObserver(() => requestAnimationFrame(() => {
        done(performance.now() - event.timeStamp);
        painted.disconnect();
      }));
      painted.observe(canvas, {attributeFilter: ['data-frame']});
      setTimeout(() => { painted.disconnect(); done(null); }, 3000);
    }, {capture: true, once: true});
  });
}"""
RANGE = """el => el.matches('input') ? [el.min || 0, el.value, el.max || 100].map(Number)
  : ['valuemin', 'valuenow', 'valuemax'].map(a => Number(el.getAttribute('aria-' + a)))"""
CHOSEN = "el => [el.selectedIndex, el.options.length]"
PRESSES = 3  # ticks of a slider: one alone may be less than a pixel of the picture


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
    def is_reset(self) -> bool:
        return self.kind == "button" and self.name == "Reset"

    @property
    def element(self):
        return self.explorer.root.query_selector(f"[data-control='{self.index}']")

    # ---- by keys ------------------------------------------------------------------------------

    def by_keys(self):
        """Move it once: a few ticks, the next option, a longer formula, the space bar."""
        moves = {
            "slider": lambda: self.press(PRESSES),
            "scrub": self.go_far,
            "choice": self.choose_neighbour,
            "text": self.extend,
        }
        moves.get(self.kind, self.activate)()

    def press(self, steps: int):
        """Arrow keys, so many to the right, or to the left where it stands at its right end."""
        _, value, high = self.range()
        self.element.focus()
        for _ in range(steps):
            self.explorer.page.keyboard.press("ArrowRight" if value < high else "ArrowLeft")

    def range(self) -> tuple[float, float, float]:
        """Where a slider or scrub bar ends and stands: low, value, high."""
        return tuple(self.element.evaluate(RANGE))

    def go_far(self):
        """To the other end: near the last frame a run that has converged looks alike."""
        low, value, _ = self.range()
        self.element.press("Home" if value > low else "End")

    def choose_neighbour(self):
        """The next option by the arrow key (the one before, if the last is chosen)."""
        chosen, count = self.element.evaluate(CHOSEN)
        self.element.press("ArrowDown" if chosen + 1 < count else "ArrowUp")

    def extend(self):
        """Type something more into a box that holds a formula, then Enter."""
        self.element.press("End")
        self.explorer.page.keyboard.type(" + 1")
        self.explorer.page.keyboard.press("Enter")

    def activate(self):
        """Press a button or tick a box: focus it, then the space bar."""
        self.element.press("Space")

    def ends(self):
        """Its ends or options by name, each with the function that goes there."""
        if self.kind in ("slider", "scrub"):
            return [(end, lambda end=end: self.element.press(end)) for end in ("Home", "End")]
        if self.kind == "choice":
            names = self.element.evaluate("el => Array.from(el.options, o => o.text)")
            choose = self.element.select_option
            return [(name, lambda k=k: choose(index=k)) for k, name in enumerate(names)]
        return [("moved", self.by_keys)]

    # ---- by mouse -----------------------------------------------------------------------------

    def by_mouse(self):
        """Move it once: drag a handle, click at the other end of a bar, on a box, on a button."""
        moves = {
            "slider": self.drag,
            "scrub": self.click_far,
            "choice": self.click_neighbour,
            "text": self.type_and_leave,
        }
        moves.get(self.kind, self.element.click)()

    def drag(self):
        """Drag a slider's handle over a third of its track."""
        self.element.scroll_into_view_if_needed()
        handle = self.element.bounding_box()
        box = self.element.evaluate_handle("el => el.closest('.noUi-base')").bounding_box()
        x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
        right = x < box["x"] + box["width"] / 2
        drag(self.explorer.page, (x, y), (x + box["width"] / (3 if right else -3), y))

    def click_far(self):
        """Click on a scrub bar, a quarter of its length from the end that is farther away."""
        low, value, high = self.range()
        box = self.element.bounding_box()
        across = 0.25 if value - low > high - value else 0.75
        self.element.click(position={"x": across * box["width"], "y": box["height"] / 2})

    def click_neighbour(self):
        """Open a list with the mouse and take the next option in it."""
        chosen, count = self.element.evaluate(CHOSEN)
        self.element.click()
        self.explorer.page.keyboard.press("ArrowDown" if chosen + 1 < count else "ArrowUp")
        self.explorer.page.keyboard.press("Enter")

    def type_and_leave(self):
        """Click into a box, type something more, and click elsewhere."""
        self.element.click()
        self.explorer.page.keyboard.press("End")
        self.explorer.page.keyboard.type(" + 1")
        self.explorer.caption().click()

    # ---- how fast -----------------------------------------------------------------------------

    def latency(self) -> float | None:
        """Milliseconds from an arrow key on this slider to the frame with the new picture.

        None if there is none in three seconds: a tick may change nothing.
        """
        self.explorer.settled()
        self.element.scroll_into_view_if_needed()
        self.explorer.root.evaluate(LATENCY)
        low, value, high = self.range()
        self.heading = {high: "Left", low: "Right"}.get(value, getattr(self, "heading", "Right"))
        self.element.press(f"Arrow{self.heading}")
        return self.explorer.page.evaluate("() => window.courseLatency")

    def turn_round(self):
        """Let the next arrow key of `latency` go the other way."""
        self.heading = {"Left": "Right", "Right": "Left"}[self.heading]


def drag(page, start: tuple[float, float], end: tuple[float, float], steps: int = 6):
    """Press at one point of the page, move in steps, each drawn before the next, release."""
    (x0, y0), (x1, y1) = start, end
    page.mouse.move(x0, y0)
    page.mouse.down()
    for k in range(1, steps + 1):
        page.mouse.move(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    page.mouse.up()
