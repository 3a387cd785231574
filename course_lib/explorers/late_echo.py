"""A slider's value is echoed behind the picture that it brings.

A kernel repeats every value that a page sends, so that a second page of the notebook shows it, too.
ipywidgets does so before anything else: on a machine with two processors the picture then comes
one and a half milliseconds later, as kernel, server and page are busy with the echo.
"""

from __future__ import annotations


class LateEcho:
    """What a control has in front of its class in ipywidgets: ``class Late(LateEcho, IntSlider)``.

    The echo tells the value that the kernel holds by then: where it has put another one in its
    place, that was told already, and the page's own value may not come back over it.
    """

    _held_back = None

    def set_state(self, sync_data):
        """As of every widget; the echo comes last, also where what the value brings fails."""
        self._held_back = echoes = []
        try:
            super().set_state(sync_data)
        finally:
            self._held_back = None
            for echo in echoes:
                super()._send({**echo, "state": self.get_state(echo["state"])})

    def _send(self, msg, buffers=None):
        if self._held_back is None or msg.get("method") != "echo_update" or buffers:
            super()._send(msg, buffers=buffers)
        else:
            self._held_back.append(msg)
