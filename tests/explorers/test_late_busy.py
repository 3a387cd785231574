"""A widget's message is told to be busy only when it takes long, and always to be done."""

from threading import Thread
from types import SimpleNamespace

import pytest

from course_lib.explorers.late_busy import LATE, tell_late


class Kernel:
    """As much of an ipykernel as says what it does."""

    def __init__(self):
        self.told, self.message, self.timers = [], None, []
        self.while_busy_is_told = lambda: None
        loop = SimpleNamespace(add_callback=lambda f, *args: f(*args), call_later=self.call_later)
        self.iopub_thread = SimpleNamespace(io_loop=loop)

    def call_later(self, seconds, call, *args):
        self.timers.append((seconds, lambda: call(*args)))

    def get_parent(self, channel):
        return {"shell": self.message, "control": message("control")}[channel]

    def _publish_status(self, status, channel, parent=None):
        if status == "busy":
            self.while_busy_is_told()
        self.told.append((status, channel, (parent or self.message)["header"]["msg_id"]))

    def begins(self, message, channel="shell"):
        self.message = message
        self._publish_status("busy", channel)

    def ends(self, message, channel="shell"):
        self.message = message
        self._publish_status("idle", channel)

    def time_passes(self):
        timers, self.timers = self.timers, []
        for _, call in timers:
            call()


def message(number, kind="comm_msg"):
    return {"header": {"msg_id": number, "msg_type": kind}}


@pytest.fixture
def kernel():
    kernel = Kernel()
    tell_late(kernel)
    return kernel


def test_a_tick_is_told_to_be_done_and_no_more(kernel):
    kernel.begins(message("a"))
    assert [seconds for seconds, _ in kernel.timers] == [LATE]
    kernel.ends(message("a"))
    kernel.time_passes()
    assert kernel.told == [("idle", "shell", "a")]


def test_what_takes_longer_is_told_to_be_busy_meanwhile(kernel):
    kernel.begins(message("a"))
    kernel.message = message("another")  # as on another thread
    kernel.time_passes()
    assert kernel.told == [("busy", "shell", "a")]
    kernel.ends(message("a"))
    kernel.time_passes()
    assert kernel.told == [("busy", "shell", "a"), ("idle", "shell", "a")]


def test_of_two_at_once_the_long_one_is_told(kernel):
    kernel.begins(message("long"))
    kernel.begins(message("short"))
    kernel.ends(message("short"))
    kernel.time_passes()
    assert kernel.told == [("idle", "shell", "short"), ("busy", "shell", "long")]


@pytest.mark.parametrize("kind", ["execute_request", "comm_open", "kernel_info_request"])
def test_all_else_is_told_at_once(kernel, kind):
    kernel.begins(message("a", kind))
    kernel.ends(message("a", kind))
    assert kernel.told == [("busy", "shell", "a"), ("idle", "shell", "a")]
    assert not kernel.timers


def test_a_message_that_is_named_counts_and_not_the_thread_s_own(kernel):
    kernel.message = message("a tick")
    kernel._publish_status("busy", "shell", message("a cell", "execute_request"))
    assert kernel.told == [("busy", "shell", "a cell")]


def test_done_is_never_overtaken_by_busy(kernel):
    kernel.begins(message("a"))
    ending = Thread(target=kernel.ends, args=[message("a")])

    def while_busy_is_told():
        ending.start()
        ending.join(0.05)

    kernel.while_busy_is_told = while_busy_is_told
    kernel.time_passes()
    ending.join()
    assert [status for status, *_ in kernel.told] == ["busy", "idle"]


def test_it_is_done_once(kernel):
    before = kernel._publish_status
    tell_late(kernel)
    assert kernel._publish_status is before


@pytest.mark.parametrize("missing", ["_publish_status", "iopub_thread"])
def test_a_kernel_of_another_kind_stays_as_it_is(missing):
    other = SimpleNamespace(_publish_status=print, iopub_thread=Kernel().iopub_thread)
    delattr(other, missing)
    before = dict(vars(other))
    tell_late(other)
    tell_late(None)
    assert vars(other) == before
