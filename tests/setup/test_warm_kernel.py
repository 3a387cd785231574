"""What a notebook's kernel imports as it starts, and the first cell that waits for it."""

import importlib
import io
import os
import pathlib
import runpy
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from IPython.core.events import EventManager, available_events
from jupyter_client.manager import KernelManager
from matplotlib.backends.backend_agg import FigureCanvasAgg

pytestmark = pytest.mark.tools

FILE = pathlib.Path(__file__).parents[2] / "tools/jupyter/warm_kernel.py"
LOADED = ["scipy.linalg", "scipy.special", "matplotlib.figure", "ipywidgets", "anywidget"]
SEEN = f"""import sys, threading
print([m for m in {LOADED} if m not in sys.modules], "course_lib" in sys.modules,
      [t.name for t in threading.enumerate() if t.name == "warm-up"], "warm_up" in globals(),
      [folder for folder in sys.path if folder.endswith("jupyter")], mine)"""


class Kernel:
    """The shell of a kernel that warms up, and later cells."""

    def __init__(self):
        self.events = EventManager(SimpleNamespace(showtraceback=print), available_events)

    def start(self):
        runpy.run_path(str(FILE))["warm_up"](self.events)

    def cell(self):
        self.events.trigger("pre_execute")

    def warm(self):
        """Whether it is done."""
        return all(thread.name != "warm-up" for thread in threading.enumerate())


@pytest.fixture
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.cell()
    assert kernel.warm()


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


def test_a_real_kernel_has_all_of_it_in_its_first_cell(tmp_path):
    """And the reader's own settings hold, a startup file here."""
    startup = tmp_path / "profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = 'my own'")
    printed = io.StringIO()

    def hear(message):
        printed.write(message["content"].get("text", ""))

    manager = KernelManager(kernel_name="python3")
    manager.kernel_spec.argv = [sys.executable, str(FILE), "-f", "{connection_file}"]
    manager.start_kernel(env={**os.environ, "IPYTHONDIR": str(tmp_path)}, stderr=subprocess.DEVNULL)
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)
        client.execute_interactive(SEEN, timeout=60, output_hook=hear)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert printed.getvalue().strip() == "[] False [] False [] my own"
