"""What a notebook's kernel imports as it starts, and the first cell that waits for it."""

import importlib
import io
import pathlib
import threading
from contextlib import redirect_stderr
from types import SimpleNamespace

import pytest
from IPython.core.events import EventManager, available_events
from jupyter_client.manager import start_new_kernel
from matplotlib.backends.backend_agg import FigureCanvasAgg

pytestmark = pytest.mark.tools

FILE = pathlib.Path(__file__).parents[2] / "tools/jupyter/warm_up.py"
LOADED = ["scipy.linalg", "scipy.special", "matplotlib.figure", "ipywidgets", "anywidget"]
SEEN = f"""import sys, threading
print([m for m in {LOADED} if m not in sys.modules], "course_lib" in sys.modules,
      [t.name for t in threading.enumerate() if t.name == "warm-up"],
      [name for name in globals() if "warm" in name])"""


class Kernel:
    """The shell of a kernel that runs the file, and later cells."""

    def __init__(self):
        self.events = EventManager(SimpleNamespace(showtraceback=print), available_events)
        self.names = {"mine": 1}

    def start(self):
        exec(compile(FILE.read_text("utf-8"), FILE, "exec"), self.names)

    def cell(self):
        self.events.trigger("pre_execute")

    def warm(self):
        """Whether it is done."""
        return all(thread.name != "warm-up" for thread in threading.enumerate())


@pytest.fixture
def kernel(monkeypatch):
    kernel = Kernel()
    monkeypatch.setattr("IPython.get_ipython", lambda: kernel)
    yield kernel
    kernel.cell()
    assert kernel.warm()


def test_it_leaves_no_name_among_the_readers(kernel):
    kernel.start()
    assert kernel.names.keys() == {"mine", "__builtins__"}
    assert kernel.names["mine"] == 1


def test_every_module_exists_and_a_formula_is_drawn(kernel, monkeypatch):
    asked, drawn = [], []
    monkeypatch.setattr(importlib, "import_module", asked.append)
    draw = FigureCanvasAgg.draw

    def remembered(canvas):
        draw(canvas)
        drawn.extend(text.get_text() for text in canvas.figure.texts)

    monkeypatch.setattr(FigureCanvasAgg, "draw", remembered)
    kernel.start()
    kernel.cell()
    assert set(LOADED) <= set(asked)
    assert all(importlib.util.find_spec(module) for module in asked)
    assert drawn == ["$x_0$ 1"]


def test_the_first_cell_waits_and_the_second_has_nothing_to_wait_for(kernel, monkeypatch):
    going_on = threading.Event()
    monkeypatch.setattr(importlib, "import_module", lambda module: going_on.wait(30))
    kernel.start()
    cell = threading.Thread(target=kernel.cell)
    cell.start()
    cell.join(0.05)
    assert cell.is_alive()
    assert not kernel.warm()
    going_on.set()
    cell.join()
    assert kernel.warm()
    assert not kernel.events.callbacks["pre_execute"]


def test_whoever_interrupts_the_wait_gets_the_cell(kernel, monkeypatch, capsys):
    def interrupted(thread):
        monkeypatch.undo()
        raise KeyboardInterrupt

    kernel.start()
    monkeypatch.setattr(threading.Thread, "join", interrupted)
    kernel.cell()
    assert capsys.readouterr() == ("", "")
    for thread in threading.enumerate():
        if thread.name == "warm-up":
            thread.join()


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_cannot_be_had_is_left_out_in_silence(kernel, monkeypatch, capfd):
    monkeypatch.setattr(importlib, "import_module", lambda module: 1 / 0)
    monkeypatch.setattr(FigureCanvasAgg, "draw", lambda canvas: 1 / 0)
    kernel.start()
    kernel.cell()
    assert capfd.readouterr() == ("", "")


def test_a_real_kernel_has_all_of_it_in_its_first_cell():
    option = f"--InteractiveShellApp.exec_files={FILE}"
    printed = io.StringIO()

    def hear(message):
        printed.write(message["content"].get("text", ""))

    with redirect_stderr(io.StringIO()):
        manager, client = start_new_kernel(extra_arguments=[option])
    try:
        client.execute_interactive(SEEN, timeout=60, output_hook=hear)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert printed.getvalue().strip() == "[] False [] []"
