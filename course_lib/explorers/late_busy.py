"""A kernel says that it is busy where somebody has to wait for it, and not at every tick.

For each message of a widget a kernel tells the page "busy" and then "idle". JupyterLab draws its
marks, its favicon among them, anew for both: five milliseconds or more of the page's time, just
when a slider's picture arrives. So "busy" is told of a widget's message that takes longer than
`LATE`, when so much time has passed. "Idle" is told of every message: widgets wait for that.
"""

from __future__ import annotations

from functools import wraps
from threading import Lock

LATE = 0.1  #: seconds


def tell_late(kernel) -> None:
    """Have an ipykernel say "busy" late; whatever is none, or built otherwise, stays as it is."""
    tell = getattr(kernel, "_publish_status", None)
    loop = getattr(getattr(kernel, "iopub_thread", None), "io_loop", None)
    if tell is None or loop is None or hasattr(tell, "__wrapped__"):
        return
    handled, lock = set(), Lock()  # messages of widgets that the page knows nothing of yet

    @wraps(tell)
    def publish(status, channel, parent=None):
        message = parent or kernel.get_parent(channel)
        header = message.get("header", {})
        if header.get("msg_type") != "comm_msg":
            tell(status, channel, parent)
        elif status == "busy":
            handled.add(header["msg_id"])
            loop.add_callback(loop.call_later, LATE, late, channel, message)
        else:
            with lock:
                handled.discard(header["msg_id"])
                tell(status, channel, parent)

    def late(channel, message):
        # On the thread that sends: without the lock an "idle" of meanwhile could overtake it.
        with lock:
            if message["header"]["msg_id"] in handled:
                tell("busy", channel, message)

    kernel._publish_status = publish
