"""One notebook open in JupyterLab: run it, find its explorers, collect everything that went wrong.

JupyterLab hands over its own objects (``--expose-app-in-browser``), so opening and running depend
neither on menus nor on CSS.
"""

from __future__ import annotations

import re
import time

from tests.browser.explorer import ExplorerOnPage

OPEN = """async path => {
  const app = window.jupyterapp;
  await app.restored;
  app.shell.collapseLeft();
  const panel = await app.commands.execute('docmanager:open', {path});
  await panel.context.ready;
  await panel.sessionContext.ready;
  const seen = window.labErrors = [];
  const watch = kernel => kernel && kernel.iopubMessage.connect((_, m) => {
    if (m.header.msg_type === 'error')
      seen.push(`kernel: ${m.content.ename}: ${m.content.evalue}`);
    if (m.header.msg_type === 'stream' && m.content.name === 'stderr')
      seen.push(`stderr: ${m.content.text.trim()}`);
  });
  watch(panel.sessionContext.session.kernel);
  panel.sessionContext.kernelChanged.connect((_, c) => watch(c.newValue));
  window.labPanel = panel;
}"""

# Idle, three looks in a row: a message that a widget has just sent may not have arrived yet.
IDLE = """async ms => {
  const end = performance.now() + ms;
  const idle = () => window.labPanel.sessionContext.session.kernel.status === 'idle';
  for (let calm = 0; calm < 3; calm = idle() ? calm + 1 : 0) {
    if (performance.now() > end) return false;
    await new Promise(go => setTimeout(go, 25));
  }
  return true;
}"""

RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"

CELLS = """() => Array.from(window.labPanel.content.widgets)
  .filter(c => c.model.type === 'code')
  .map(c => ({source: c.model.sharedModel.getSource(),
              count: c.model.executionCount,
              outputs: c.model.outputs.toJSON()}))"""

SET_THEME = """theme =>
  window.jupyterapp.commands.execute('apputils:change-theme', {theme})"""

SHUTDOWN = "() => window.labPanel.sessionContext.shutdown()"

# What Lab and Chromium say on a healthy page, with the reason. Everything else is a problem.
HARMLESS = {
    r"stderr: No such comm( target registered)?: .*": (
        "Lab asks for the widgets' control comm before the notebook has imported ipywidgets"
    ),
    r"stderr: \[\w+App\] WARNING \| No such comm: \S+": "the same, in the kernel's log format",
}


def is_harmless(message: str) -> bool:
    """True for a message that is wholly one of `HARMLESS`."""
    return any(re.fullmatch(pattern, message) for pattern in HARMLESS)


class Book:
    """One open notebook. ``page`` is Playwright's own, for anything not wrapped here."""

    def __init__(self, lab, path: str):
        self.lab, self.path, self.page = lab, path, lab.new_page()
        self.browser_errors: list[str] = []
        self._listen()
        try:
            self.page.goto(f"{lab.url}/lab?reset&token={lab.token}")
            self.page.wait_for_function("() => window.jupyterapp")
            self._within(lab.seconds, OPEN, path)
        except BaseException:
            self.page.context.close()
            raise

    def _within(self, seconds: float, script: str, argument=None):
        """Evaluate an asynchronous function in the page; an error when it takes too long.

        Lab may wait for ever, for instance for the answer to a dialogue.
        """
        limited = f"""([argument, seconds]) => Promise.race([({script})(argument),
          new Promise((_, fail) => setTimeout(
            () => fail(new Error(`not done in ${{seconds}} s`)), 1000 * seconds))])"""
        return self.page.evaluate(limited, [argument, seconds])

    def _listen(self):
        def note(kind, text):
            self.browser_errors.append(f"{kind}: {text}")

        def on_console(message):
            if message.type == "error":
                note("console", f"{message.text} ({message.location.get('url', '')})")

        def on_failed(request):
            if "ERR_ABORTED" not in (request.failure or ""):  # a page that is being left
                note("request", f"{request.url} {request.failure}")

        self.page.on("pageerror", lambda error: note("page", error))
        self.page.on("console", on_console)
        self.page.on("requestfailed", on_failed)

    def run_all(self, seconds: float = 180) -> bool:
        """Run every cell and wait for the kernel; False if a cell raised."""
        ok = self._within(seconds, RUN_ALL)
        self.settle()
        return ok

    def settle(self):
        """Wait until the kernel has been idle for a moment."""
        if not self.page.evaluate(IDLE, 1000 * self.lab.seconds):
            raise AssertionError(f"{self.path}: the kernel is still busy; {self.problems()}")

    def cells(self) -> list[dict]:
        """Source, execution count and outputs of each code cell, as they are now."""
        return self.page.evaluate(CELLS)

    def explorers(self, seconds: float = 20) -> list[ExplorerOnPage]:
        """The notebook's explorers from top to bottom, each with its first picture drawn.

        Raises
        ------
        AssertionError
            "explorer 2 of 04_gradient_descent.ipynb has drawn nothing"
        """
        found = self.page.locator(".jp-Notebook .course-explorer")
        explorers = [ExplorerOnPage(self, found.nth(k), k) for k in range(found.count())]
        end = time.monotonic() + seconds
        for explorer in explorers:
            while not explorer.drawn():
                if time.monotonic() > end:
                    raise AssertionError(f"{explorer} has drawn nothing; {self.problems()}")
                self.page.wait_for_timeout(50)
        return explorers

    def problems(self) -> list[str]:
        """Errors and stderr of the kernel (callbacks too), of the page and of its console."""
        shown = self.page.locator(".jp-Notebook .course-error").all_inner_texts()
        shown = [f"shown: {text.strip()}" for text in shown if text.strip()]
        seen = self.page.evaluate("() => window.labErrors || []") + self.browser_errors + shown
        return [message for message in seen if not is_harmless(message)]

    def set_theme(self, theme: str):
        """Change the theme of the user interface, for instance to ``"JupyterLab Dark"``."""
        self._within(self.lab.seconds, SET_THEME, theme)
        self.page.wait_for_timeout(500)  # its style sheet is loaded without an event of its own

    def slider_latency(self, nth: int, presses: int) -> list[float]:
        """Milliseconds from a key on the notebook's nth slider to the frame that shows it.

        Sliders are counted over all explorers. See `explorer.Control.latency`.
        """
        sliders = [c for e in self.explorers() for c in e.controls() if c.kind == "slider"]
        return [sliders[nth].latency() for _ in range(presses)]

    def close(self):
        """Stop this notebook's kernel and leave the page; nothing is saved."""
        try:
            self._within(self.lab.seconds, SHUTDOWN)
        finally:
            self.page.context.close()
