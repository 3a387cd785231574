"""The course's server configuration: `make lab` puts this folder on JUPYTER_CONFIG_PATH.

All parts only make things better. Should a coming jupyter_server be built otherwise, they step
aside with a warning, and JupyterLab starts all the same.
"""

import functools
import os
import pathlib
import warnings


def send_small_messages_at_once():
    """Turn Nagle's algorithm off on the kernel's websocket.

    Tornado leaves it on: a small message waits until the one before is acknowledged, which the
    receiver may put off for 40 ms. Without it a slider's picture is there in 30 ms and not in 54.
    """
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    original = KernelWebsocketHandler.open

    @functools.wraps(original)
    async def open_without_delay(self, *args, **kwargs):
        result = await original(self, *args, **kwargs)
        try:
            self.set_nodelay(True)
        except Exception as error:
            _step_aside("the kernel's websocket keeps Nagle's algorithm", error)
        return result

    KernelWebsocketHandler.open = open_without_delay


def keep_the_solved_notebooks():
    """Open ``notebooks/`` read-only, so that running them never stands in the way of `git pull`.

    JupyterLab then runs every cell but saves nothing over them ("Save As" works). A student works
    in ``student/``; whoever writes the course takes ``make lab EDIT=1``.
    """
    from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

    class CourseContents(AsyncLargeFileManager):
        async def get(self, path, *args, **kwargs):
            model = await super().get(path, *args, **kwargs)
            if path.strip("/").startswith("notebooks/") and model["type"] != "directory":
                model["writable"] = False
            return model

    config = get_config()  # noqa: F821 (traitlets puts it into this file)
    config.ServerApp.contents_manager_class = CourseContents


def warm_kernels_up():
    """Start IPython's kernels by warm_kernel.py: a first figure is there a second sooner."""
    from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

    original = ServerKernelManager.format_kernel_cmd
    usual = ["-m", "ipykernel_launcher"]
    ours = [str(pathlib.Path(__file__).resolve().with_name("warm_kernel.py"))]

    @functools.wraps(original)
    def format_kernel_cmd(self, *args, **kwargs):
        command = original(self, *args, **kwargs)
        at = next((k for k in range(len(command)) if command[k : k + 2] == usual), None)
        return command if at is None else command[:at] + ours + command[at + 2 :]

    ServerKernelManager.format_kernel_cmd = format_kernel_cmd


def _step_aside(what, error):
    warnings.warn(f"The course's server configuration: {what} ({error!r})", stacklevel=2)


for _part in (send_small_messages_at_once, warm_kernels_up, keep_the_solved_notebooks):
    if _part is keep_the_solved_notebooks and os.environ.get("COURSE_EDIT"):
        continue
    try:
        _part()
    except Exception as error:
        _step_aside(f"`{_part.__name__}` was left out", error)
