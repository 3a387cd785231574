"""The pictures in a notebook, compared with those that the kernel draws when the cells run.

Not byte by byte, for letters and curves are rasterized a little differently by every machine, but
in large tiles.
"""

from __future__ import annotations

import io
from base64 import b64decode

import numpy as np
from PIL import Image

PNG = "image/png"

TILE = 16  # pixels
#: Of 255: how far one tile may be off, and all on average. Of 194 pictures, one that is shifted by
#: a pixel is off by at most 16 and 2.1; one that is upside down by at least 75 and 5.
ONE_TILE, ALL_TILES = 40, 3.0


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
