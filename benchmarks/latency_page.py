"""A slider of an open notebook, moved by keys and by mouse while its page is watched."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from tests.browser.book import Book
from tests.browser.explorer import ExplorerOnPage

ROOT = Path(__file__).parents[1]
IMPORT = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom benchmarks import latency_kernel"
HOVER = 0.15  # seconds before a drag
STILL = 3  # presses without a picture in a row, at which a slider is left
MOVES = 60  # of a drag, one in each frame: a second from one end towards the other

# Bytes of the kernel's messages: what belongs to them as JSON, and their buffers.
LISTEN = """() => {
  window.received = 0;
  ring.panel.sessionContext.session.kernel.iopubMessage.connect((_, { content, buffers = [] }) => {
    window.received += JSON.stringify(content).length;
    for (const buffer of buffers) window.received += buffer.byteLength;
  });
}"""
# When so many pictures were there, from the hover: pairs of number and milliseconds.
FILL = """canvas => {
  window.filled = [];
  const began = performance.now();
  new MutationObserver(() => {
    window.filled.push([Number(canvas.dataset.ahead), performance.now() - began]);
  }).observe(canvas, {attributeFilter: ['data-ahead']});
}"""
# Drags the handle to an end of its track; the times at which frames with a new picture began, from
# the first move on, and how long the drag took. Events as those of a mouse, one in each frame: a
# driver outside of the browser sends fewer than thirty a second.
DRAG = """async (handle, moves) => {
  const canvas = handle.closest('.course-explorer').querySelector('canvas');
  const box = handle.closest('.noUi-base').getBoundingClientRect();
  const own = handle.getBoundingClientRect(), y = own.top + own.height / 2;
  const from = own.left + own.width / 2;
  const to = from < box.left + box.width / 2 ? box.right : box.left;
  const fire = (type, x, target = document.documentElement) => target.dispatchEvent(
    new MouseEvent(type, {bubbles: true, cancelable: true, buttons: type === 'mouseup' ? 0 : 1,
      clientX: x, clientY: y}));
  const frame = () => new Promise(requestAnimationFrame), painted = [];
  let seen = canvas.dataset.frame, drawing = true;
  fire('mousedown', from, handle.firstElementChild || handle);
  const began = await frame();
  const watch = now => {
    if (canvas.dataset.frame !== seen) painted.push(now - began);
    seen = canvas.dataset.frame;
    if (drawing) requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
  for (let k = 1; k <= moves; k += 1) {
    fire('mousemove', from + (to - from) * k / moves);
    await frame();
  }
  fire('mouseup', to);
  const took = performance.now() - began;
  await ring.quiet(60);
  for (let k = 0; k < 3; k += 1) await frame();
  drawing = false;
  return {painted, took};
}"""


@dataclass(frozen=True)
class Drag:
    """A fast drag: pictures a second, the longest time between two, and what it cost."""

    rate: float
    gap: float  #: ms
    after: float  #: ms from the release to the last picture
    cpu: float  #: seconds of the kernel's processor time


class Slider:
    """One slider on its page.

    Parameters
    ----------
    book : Book
    explorer : ExplorerOnPage
    label : str
        What stands before it, or the end of that.
    """

    def __init__(self, book: Book, explorer: ExplorerOnPage, label: str):
        self.book, self.explorer, self.label = book, explorer, label
        self.model = explorer.root.evaluate("root => ring.model(root)")
        explorer.show()  # out of sight its texts have no words
        named = "".join(label.split())
        self.control = next(
            c
            for c in explorer.controls()
            if c.kind == "slider" and "".join(c.name.split()).endswith(named)
        )

    @property
    def canvas(self):
        return self.explorer.root.query_selector("canvas")

    def kernel(self, function: str, *arguments):
        """What a function of `latency_kernel` gives."""
        return in_kernel(self.book, function, self.model, *arguments)

    def turn(self, ahead: bool) -> None:
        """Begin anew, with drawing ahead or without, in front of all pages."""
        self.book.page.bring_to_front()
        self.control.element.evaluate("el => el.blur()")
        self.book.page.mouse.move(1, 1)
        self.kernel("draw_ahead", ahead)
        self.explorer.settled()

    def hover(self) -> None:
        """Put the mouse on the handle."""
        self.control.element.scroll_into_view_if_needed()
        box = self.control.element.bounding_box()
        self.book.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def fill(self, seconds: float) -> list[tuple[int, float]]:
        """Reach for it and wait for all of its pictures; how many were there after so many ms."""
        self.canvas.evaluate(FILL)
        self.hover()
        end = time.monotonic() + seconds
        self.book.page.wait_for_timeout(HOVER * 1e3)
        while self.kernel("drawn")["left"] and time.monotonic() < end:
            self.book.page.wait_for_timeout(100)
        self.explorer.settled()
        return self.book.page.evaluate("() => window.filled")

    def presses(self, count: int) -> list[float]:
        """Milliseconds from the key to the frame that shows the picture, `count` times.

        A press that changes nothing is left out, and the next ones go the other way, back to where
        something changed; several of them in a row end it.
        """
        found, still = [], 0
        while len(found) < count and still < STILL:
            ms = self.control.latency()
            still = still + 1 if ms is None else 0
            if ms is not None:
                found.append(ms)
            elif still == 1:
                self.control.turn_round()
        return found

    def drag(self) -> Drag:
        """Hover, and then drag it as fast as a hand can."""
        self.hover()
        self.book.page.wait_for_timeout(HOVER * 1e3)
        before = self.spent()
        found = self.control.element.evaluate(DRAG, MOVES)
        painted, took = found["painted"], found["took"]
        gaps = [b - a for a, b in zip([0.0, *painted], painted, strict=False)]
        return Drag(
            rate=1e3 * sum(t <= took for t in painted) / took,
            gap=max(gaps, default=took),
            after=max(0.0, max(painted, default=took) - took),
            cpu=self.spent() - before,
        )

    def spent(self) -> float:
        """Seconds of processor time that the kernel has had."""
        return self.book.ask("__import__('time').process_time()")

    def received(self) -> int:
        """Bytes that the page has had from the kernel."""
        return self.book.page.evaluate("() => window.received")


def in_kernel(book: Book, function: str, *arguments):
    """Call a function of `latency_kernel` in the notebook's kernel."""
    listed = ", ".join(map(repr, arguments))
    return book.ask(f"latency_kernel.{function}({listed})", IMPORT)


def listen(book: Book) -> None:
    """Begin to count what the kernel sends."""
    book.page.evaluate(LISTEN)
