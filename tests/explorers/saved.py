"""What a saved page holds, read from its text as a browser would."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from pathlib import Path

import numpy as np

from course_lib.explorers.changes import HEAD, decode


class SavedPage:
    """A page that `Explorer.save_html` wrote."""

    def __init__(self, path):
        self.text = Path(path).read_text("utf-8")
        self.saved = json.loads(self._script("saved"))

    def _script(self, name: str) -> str:
        return re.search(rf'<script[^>]* id="{name}">(.*?)</script>', self.text, re.DOTALL)[1]

    def _code(self, name: str, theme: str) -> bytes:
        return zlib.decompress(b64decode(self._script(f"{name}-{theme}")))

    def at_rest(self, theme: str = "light") -> np.ndarray:
        """The saved picture."""
        return decode(self._code("base", theme))

    def pictures(self, track: str, theme: str = "light") -> list[np.ndarray]:
        """The picture at each position: from the saved one forward and back."""
        rest, steps = self.saved["tracks"][track]["rest"], list(_parts(self._code(track, theme)))
        pictures = {rest: self.at_rest(theme)}
        blank = np.zeros_like(pictures[rest])
        for k in range(rest, len(steps)):
            pictures[k + 1] = pictures[k] ^ decode(steps[k], blank)
        for k in range(rest, 0, -1):
            pictures[k - 1] = pictures[k] ^ decode(steps[k - 1], blank)
        return [pictures[k] for k in sorted(pictures)]


def _parts(code: bytes):
    words = np.frombuffer(code, "<u4")
    at = 0
    while at < len(words):
        count = int(words[at + 3])
        lengths = words[at + HEAD + count : at + HEAD + 2 * count]
        end = at + HEAD + 2 * count + int(lengths.sum())
        yield words[at:end].tobytes()
        at = end
