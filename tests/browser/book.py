"""One notebook open in JupyterLab: run it, find its explorers, collect everything that went wrong.

JupyterLab hands over its own objects (``--expose-app-in-browser``), so opening and running depend
neither on menus nor on CSS.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from secrets import token_hex

from tests.browser.explorer import ExplorerOnPage

RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"

FRAMES = """async () => {
  for (let k = 0; k < 3; k += 1) await new Promise(requestAnimationFrame);
}"""

SAVE = "() => ring.panel.context.save().then(() => ring.panel.context.path)"

SHUTDOWN = "() => ring.panel.sessionContext.shutdown()"

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

    def __init__(self, lab, path: Path):
        self.lab, self.path, self.page = lab, path.name, lab.context.new_page()
        self.browser_errors: list[str] = []
        self._listen()
        try:
            self.page.bring_to_front()  # behind another page it would draw no frame
            # Of a page that shares its workspace with another, JupyterLab makes a new one.
            workspace = f"{lab.server.url}/lab/workspaces/{token_hex(4)}"
            self.page.goto(f"{workspace}?token={lab.server.token}")
            self._open(str(path).lstrip("/"), lab.kernel)
        except BaseException:
            self.page.close()
            raise

    def _open(self, path: str, kernel: str | None):
        self.page.wait_for_function("() => window.jupyterapp")
        self._within(self.lab.seconds, "ring.open", [path, kernel])

    def reload(self):
        """Save the notebook, load the page anew and come back to the kernel, which has gone on."""
        path = self._within(self.lab.seconds, SAVE)
        self.page.reload()
        self._open(path, None)
        self.page.wait_for_selector(".jp-Notebook canvas[data-frame]")
        self.settle()

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

    def run_all(self, seconds: float = 600) -> bool:
        """Run every cell and wait for the kernel; False if a cell raised."""
        ok = self._within(seconds, RUN_ALL)
        self.settle()
        return ok

    def settle(self):
        """Wait until the kernel has answered every message and every picture is painted."""
        if not self.page.evaluate("s => ring.quiet(s)", self.lab.seconds):
            busy = self.page.evaluate("() => ring.busyWith()")
            raise AssertionError(f"{self.path}: still busy with {busy}; {self.problems()}")

    def ask(self, expression: str, code: str = ""):
        """The value, a Python literal, of an expression in the kernel after some statements."""
        return ast.literal_eval(self._within(self.lab.seconds, "ring.ask", [code, expression]))

    def cells(self) -> list[dict]:
        """Source, execution count and outputs of each code cell, as they are now."""
        return self.page.evaluate("() => ring.cells()")

    def explorers(self) -> list[ExplorerOnPage]:
        """The notebook's explorers from top to bottom, each with its first picture drawn.

        Raises
        ------
        AssertionError
            "explorer 2 of 04_gradient_descent.ipynb has drawn nothing"
        """
        self.settle()
        self.page.evaluate("s => ring.shown(s)", self.lab.seconds)  # what is not is told below
        roots = self.page.query_selector_all(".jp-Notebook .course-explorer")
        explorers = [ExplorerOnPage(self, root, k) for k, root in enumerate(roots)]
        for explorer in explorers:
            assert explorer.look().drawn, f"{explorer} has drawn nothing; {self.problems()}"
        return explorers

    def problems(self) -> list[str]:
        """Errors and stderr of the kernel (callbacks too), of the page and of its console."""
        shown = self.page.locator(".jp-Notebook .course-error").all_inner_texts()
        shown = [f"shown: {text.strip()}" for text in shown if text.strip()]
        seen = self.page.evaluate("() => ring.errors") + self.browser_errors + shown
        return [message for message in seen if not is_harmless(message)]

    def set_theme(self, theme: str):
        """Change the theme of the user interface, for instance to ``"JupyterLab Dark"``."""
        self._within(self.lab.seconds, "ring.theme", theme)
        self.settle()

    def resize(self, width: int, height: int):
        """Another size of the window; what follows it comes in its next frames."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate(FRAMES)
        self.settle()

    def close(self):
        """Stop this notebook's kernel and leave the page; nothing is saved."""
        try:
            self._within(self.lab.seconds, SHUTDOWN)
        finally:
            self.page.close()
