# What every lesson imports, imported while the reader still reads: each notebook's kernel runs this
# as it starts, in the reader's own namespace, so it leaves no name there.
#
# The imports and the first text that matplotlib draws take a second, which otherwise follows the
# first *Run*. They go on in a thread; the first cell waits until it is done, so that nothing is
# imported by two threads at once. What cannot be had is left to the cell that wants it. The course
# itself is not imported: that sets the threads of matrix products, as a cell may not want it.


def _warm_up():
    from contextlib import suppress
    from importlib import import_module
    from threading import Thread

    from IPython import get_ipython

    modules = (
        "scipy.linalg", "scipy.special", "matplotlib.figure", "matplotlib.backends.backend_agg",
        "ipywidgets", "anywidget",
    )  # fmt: skip

    def load():
        for module in modules:
            with suppress(Exception):
                import_module(module)
        with suppress(Exception):
            draw_a_formula()

    def draw_a_formula():
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(1, 1))
        figure.text(0, 0, "$x_0$ 1")
        FigureCanvasAgg(figure).draw()

    def wait():
        events.unregister("pre_execute", wait)
        with suppress(KeyboardInterrupt):  # whoever interrupts gets the cell at once
            thread.join()

    events = get_ipython().events
    events.register("pre_execute", wait)
    thread = Thread(target=load, name="warm-up", daemon=True)
    thread.start()


_warm_up()
del _warm_up
