"""Whether the page shows the kernel's picture and line, and tells it where a click was."""

from __future__ import annotations

import io
from base64 import b64decode
from pathlib import Path

import numpy as np
from PIL import Image

IN_KERNEL = str(Path(__file__).with_name("in_kernel.py"))
DATA_URL = "canvas => canvas.toDataURL('image/png').split(',')[1]"
NEAR = 2  # CSS pixels; the mouse of a browser moves by whole ones


def misplaced(explorer):
    """What is not where it belongs, of an explorer with its first picture drawn."""
    model = explorer.root.evaluate("root => ring.model(root)")
    explorer.settled()
    sent = _pixels(ask_kernel(explorer, "frame", model))
    shown = _pixels(explorer.canvas().evaluate(DATA_URL))
    if shown.shape != sent.shape:
        yield f"{explorer}: the canvas has {shown.shape} pixels, the picture {sent.shape}"
    elif differing := int((shown != sent).any(axis=-1).sum()):
        yield f"{explorer}: {differing} pixels of the canvas are not the kernel's"
    said, told = explorer.caption().inner_text(), ask_kernel(explorer, "caption", model)
    if said.split() != told.split():
        yield f"{explorer}: the page says {said!r}, the kernel {told!r}"
    if explorer.clickable():
        yield from _misplaced_click(explorer, model)


def _misplaced_click(explorer, model):
    explorer.click(*ask_kernel(explorer, "await_click", model))
    explorer.settled()
    off = ask_kernel(explorer, "off_by", model)
    if off is None:
        yield f"{explorer}: a click in the middle of the first axes did not reach the kernel"
    elif max(map(abs, off)) > NEAR:
        yield f"{explorer}: a click arrived {off[0]:.0f} px right and {off[1]:.0f} px up of it"


def ask_kernel(explorer, function: str, *arguments: str):
    """What a function of `in_kernel` gives in the explorer's kernel."""
    listed = ", ".join(map(repr, arguments))
    return explorer.book.ask(f"__import__('runpy').run_path({IN_KERNEL!r})[{function!r}]({listed})")


def _pixels(png: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(b64decode(png))).convert("RGB"))
