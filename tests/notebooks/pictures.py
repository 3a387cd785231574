"""The pictures in a notebook: each bound to its text form, and compared with the kernel's.

A stored picture cannot be compared byte by byte, for letters and curves are rasterized a little
differently by every machine. So two things hold it: a seal over picture and text, which the
recorder writes and a rule checks without running anything, so that a picture which was swapped or
is older than its text is refused; and, where the notebook runs, a comparison of both pictures in
large tiles.
"""

from __future__ import annotations

import hashlib
import io
from base64 import b64decode

import numpy as np
from PIL import Image

PNG, TEXT = "image/png", "text/plain"
SEAL = "picture"  # of an output's metadata

TILE = 16  # pixels
#: Of 255: how far one tile may be off, and all on average. Of 194 pictures, one that is shifted by
#: a pixel is off by at most 16 and 2.1; one that is upside down by at least 75 and 5.
ONE_TILE, ALL_TILES = 40, 3.0


def seal(data) -> str:
    """Of an output with a picture: a digest of the picture and of its text form."""
    picture = b64decode("".join(data[PNG]))
    return hashlib.sha1(picture + "".join(data.get(TEXT, "")).encode()).hexdigest()[:16]


def unlike(stored: str, shown: str) -> str:
    """How two pictures, as base64, differ for the eye; nothing if they do not."""
    if "".join(stored) == "".join(shown):
        return ""
    one, other = _tiles(stored), _tiles(shown)
    if one.shape != other.shape:
        return f"{one.shape[:2]} tiles are stored, {other.shape[:2]} shown"
    off = np.abs(one - other)
    if off.max() <= ONE_TILE and off.mean() <= ALL_TILES:
        return ""
    return f"a tile is off by up to {off.max():.0f} of 255, all by {off.mean():.1f}"


def _tiles(picture: str) -> np.ndarray:
    pixels = np.asarray(Image.open(io.BytesIO(b64decode("".join(picture)))).convert("RGB"))
    height, width = (TILE * (n // TILE) for n in pixels.shape[:2])
    tiles = pixels[:height, :width].reshape(height // TILE, TILE, width // TILE, TILE, 3)
    return tiles.mean(axis=(1, 3))
