"""Changes: a picture as the pixels in which it differs from one that the page already has.

A page writes these pixels where they belong and is done: nothing has to be decoded. A whole picture
is coded in the same way, each row as what differs from the row above it, for most of a figure is
paper and axes.

A code is a row of 32-bit words, the lowest byte first: the kind, width and height, the number of
runs; where each run begins (pixels are counted row by row), how long each is, and their pixels.
Bytes are what a code costs, to send and to keep. `changes.js` is the page's half.
"""

from __future__ import annotations

import numpy as np

WHOLE, CHANGE = 0, 1
HEAD = 4  # words before the runs


def encode(rgba: np.ndarray, base: np.ndarray | None, enough: int = 0) -> bytes:
    """The shorter code of a picture, for a page that has ``base`` or, without one, has none.

    A change of at most ``enough`` bytes is taken without a look at the whole picture.
    """
    if base is None or base.shape != rgba.shape:
        return encode_whole(rgba)
    change = encode_change(rgba, base)
    return change if len(change) <= enough else min(change, encode_whole(rgba), key=len)


def encode_change(rgba: np.ndarray, base: np.ndarray) -> bytes:
    """The code of a picture for a page that has ``base``, both (h, w, 4) bytes of one shape."""
    new = _words(rgba)
    return _code(CHANGE, new, np.flatnonzero(_words(base) != new))


def encode_whole(rgba: np.ndarray) -> bytes:
    """The code of a picture for a page that has none."""
    new = _words(rgba)
    differs = new != 0
    differs[1:] = new[1:] != new[:-1]
    return _code(WHOLE, new, np.flatnonzero(differs))


def is_whole(code: bytes) -> bool:
    """Whether it is the code of a whole picture, which needs no base."""
    return code[0] == WHOLE


def decode(code: bytes, base: np.ndarray | None = None) -> np.ndarray:
    """The picture again; of a change, from the picture that the page has.

    Raises
    ------
    ValueError
        ``base must be the (400, 900) pixels that the change was made for, got None``
    """
    kind, width, height, count, *_ = np.frombuffer(code[: 4 * HEAD], "<u4").tolist()
    starts, lengths = np.frombuffer(code, "<u4", 2 * count, 4 * HEAD).reshape(2, -1).astype(int)
    pixels = np.frombuffer(code, "<u4", offset=4 * (HEAD + 2 * count))
    at = np.arange(lengths.sum()) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    if kind == WHOLE:
        return _from_above(at, pixels, height, width)
    if base is None or base.shape[:2] != (height, width):
        got = base if base is None else base.shape[:2]
        raise ValueError(
            f"base must be the ({height}, {width}) pixels that the change was made for, got {got}"
        )
    words = _words(base).copy()
    words.reshape(-1)[at] = pixels
    return words.view(np.uint8).reshape(height, width, 4)


def _words(rgba: np.ndarray) -> np.ndarray:
    """A pixel as one number, which compares four times as fast as its four."""
    return np.ascontiguousarray(rgba).view("<u4")[..., 0]


def _code(kind: int, words: np.ndarray, at: np.ndarray) -> bytes:
    height, width = words.shape
    first = np.flatnonzero(np.diff(at, prepend=-2) != 1)  # of each run
    lengths = np.diff(first, append=at.size)
    head = np.array([kind, width, height, first.size])
    parts = head, at[first], lengths, words.reshape(-1)[at]
    return b"".join(part.astype("<u4").tobytes() for part in parts)


def _from_above(at, pixels, height: int, width: int) -> np.ndarray:
    """Every pixel is that of the nearest coded one above it."""
    rows = np.zeros(height * width, int)
    values = np.concatenate([[0], pixels]).astype("<u4")
    rows[at] = np.arange(1, at.size + 1)
    newest = np.maximum.accumulate(rows.reshape(height, width), axis=0)
    return values[newest].view(np.uint8).reshape(height, width, 4)
