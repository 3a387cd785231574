"""Several square pictures beside one another as one array, for one image on the axes."""

from __future__ import annotations

import numpy as np

ZOOM, GAP = 3, 2


def mosaic(tiles, columns: int, below: int = GAP) -> np.ndarray:
    """Pictures (n, side²) beside one another as one array, its first row at the bottom.

    Each pixel is `ZOOM` numbers wide, so that pixels stay squares where images interpolate, and
    there are gaps of `GAP` pixels of 0 between the pictures; between rows of `below` pixels.
    """
    tiles = np.asarray(tiles, dtype=float)
    n, side = len(tiles), round(np.sqrt(tiles.shape[1]))
    rows, unit, step = -(-n // columns), side + GAP, side + below
    whole = np.zeros((rows * step - below, columns * unit - GAP))
    for i, tile in enumerate(tiles):
        r, c = i // columns * step, i % columns * unit
        whole[r : r + side, c : c + side] = tile.reshape(side, side)
    return np.kron(whole[::-1], np.ones((ZOOM, ZOOM)))
