"""Start an IPython kernel that imports what every lesson needs while its reader reads.

It stands for ``python -m ipykernel_launcher``. The imports and the first text that matplotlib draws
take a second, which otherwise follows the first *Run*. They go on in a thread; the first cell waits
until it is done, so that nothing is imported by two threads at once. What cannot be had is left to
the cell that wants it. The course itself is not imported: it sets the threads of matrix products,
which a reader's own notebook may not want.
"""

import contextlib
import importlib
import sys
import threading

MODULES = (
    "scipy.linalg", "scipy.special", "matplotlib.figure", "matplotlib.backends.backend_agg",
    "ipywidgets", "anywidget",
)  # fmt: skip


def load():
    """Import the modules, and draw a formula: fonts and grammar take a tenth of a second."""
    for module in MODULES:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    with contextlib.suppress(Exception):
        draw_a_formula()


def draw_a_formula():
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    figure.text(0, 0, "$x_0$ 1")
    FigureCanvasAgg(figure).draw()


def warm_up(events):
    """Begin, and have the first cell wait; ``events`` are those of an IPython shell."""
    thread = threading.Thread(target=load, name="warm-up", daemon=True)

    def wait():
        events.unregister("pre_execute", wait)
        with contextlib.suppress(KeyboardInterrupt):  # whoever interrupts gets the cell at once
            thread.join()

    events.register("pre_execute", wait)
    thread.start()


def main():
    del sys.path[0]  # this folder; a cell imports from where its notebook lies
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize()  # the reader's own settings and startup files come first
    warm_up(app.shell.events)
    app.start()


if __name__ == "__main__":
    main()
