"""What a first start imports, imported once: ``python -m tools.first_start``.

Set-up runs it while the course is being installed. uv writes no byte code, and where Python is told
not to (``PYTHONDONTWRITEBYTECODE``, as in many containers) every start would compile two thousand
modules anew: a kernel then takes three seconds longer to its first figure. pip writes it in either
case, for all modules; this does for those that are used. matplotlib lists its fonts as well.

What a kernel imports is left to a process of its own that nobody waits for: it is done before a
page is open and asks for a kernel, and if not, the kernel compiles the rest.
"""

import contextlib
import importlib
import subprocess
import sys

LAB = ("jupyterlab.labapp", "jupyter_server.services.contents.largefilemanager", "nbformat")
LIBRARY = ("course_lib.linear", "course_lib.nn", "course_lib.lessons.gradient_descent.explorers")
KERNEL = ("ipykernel.kernelapp", "matplotlib_inline.backend_inline", "scipy.optimize", *LIBRARY)


def load(modules):
    """Import modules, and keep their byte code."""
    sys.dont_write_bytecode = False
    for module in modules:
        with contextlib.suppress(Exception):  # whoever needs it will hear of it
            importlib.import_module(module)


if __name__ == "__main__":
    if sys.argv[1:] == ["kernel"]:
        load(KERNEL)
    else:
        subprocess.Popen([sys.executable, "-m", "tools.first_start", "kernel"])
        load(LAB)
