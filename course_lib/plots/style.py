"""The course's one style sheet: colours with a light and a dark form, and matplotlib's settings.

Views name their colours (``color.blue``) and know of no theme. A live figure shown on a dark page
is recoloured by `recolor`, which swaps each named colour and colour map for its dark partner; so
every picture stored in a notebook is the light one, whatever the reader's theme was.
"""

from __future__ import annotations

from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgba

# Okabe and Ito's colour-blind-safe hues, darkened where thin lines need it on white; the second
# column is the same hue, lifted for a dark page. No dark form is itself a light one, so that
# recolouring twice changes nothing.
_PAIRS = {
    "paper": ("#ffffff", "#16191f"),
    "ink": ("#1d2733", "#e4e8ee"),
    "muted": ("#66727f", "#9aa6b3"),
    "line": ("#b4bec9", "#4a5563"),
    "grid": ("#e6eaef", "#2a313b"),
    "blue": ("#0068ad", "#58adf0"),
    "orange": ("#d55e00", "#ff8b45"),
    "green": ("#00855f", "#2fc795"),
    "amber": ("#bd8200", "#f7bd3e"),
    "pink": ("#b9558f", "#ec92c4"),
    "sky": ("#2f95d2", "#8fd3fb"),
    "violet": ("#6a51a3", "#b3a0ea"),
}
color = SimpleNamespace(**{name: light for name, (light, _) in _PAIRS.items()})
CYCLE = [color.blue, color.orange, color.green, color.pink, color.amber, color.violet, color.sky]

# Landscapes stay pale so that paths, points and labels stand out from them. Low is light on
# a light page and dark on a dark one: a minimum always melts into the page.
_MAPS = {
    "course_height": (["#fbfcfe", "#dbe6f1", "#a9c1da", "#6f93b8"],
                      ["#171b22", "#22303f", "#34506c", "#557b9f"]),
    "course_diverging": (["#2f79b5", "#bcd6ea", "#f8f8f8", "#f5cba7", "#cf6a1c"],
                         ["#5fb0f2", "#28506f", "#1b1f26", "#74421c", "#ff9650"]),
    "course_ink": ([_PAIRS["paper"][0], _PAIRS["ink"][0]], [_PAIRS["paper"][1], _PAIRS["ink"][1]]),
}  # fmt: skip
for _name, (_light, _dark) in _MAPS.items():
    for _key, _stops in ((_name, _light), (_name + "_dark", _dark)):
        if _key not in mpl.colormaps:
            mpl.colormaps.register(LinearSegmentedColormap.from_list(_key, _stops), name=_key)
HEIGHT, DIVERGING, INK = "course_height", "course_diverging", "course_ink"

RC = {
    "figure.dpi": 100, "figure.facecolor": color.paper, "savefig.facecolor": color.paper,
    "font.size": 10.5, "font.family": "DejaVu Sans", "mathtext.fontset": "dejavusans",
    "text.color": color.ink,
    "axes.facecolor": color.paper, "axes.edgecolor": color.line, "axes.linewidth": 0.9,
    "axes.labelcolor": color.ink, "axes.titlecolor": color.ink, "axes.titlesize": 11,
    "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.titlepad": 8,
    "axes.labelsize": 10.5, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "axes.axisbelow": True, "axes.prop_cycle": mpl.cycler(color=CYCLE),
    "axes.formatter.limits": (-4, 5), "axes.formatter.use_mathtext": True,
    "axes.unicode_minus": True,
    "grid.color": color.grid, "grid.linewidth": 0.8,
    "xtick.color": color.line, "ytick.color": color.line, "xtick.labelcolor": color.muted,
    "ytick.labelcolor": color.muted, "xtick.labelsize": 9.5, "ytick.labelsize": 9.5,
    "xtick.major.size": 3.5, "ytick.major.size": 3.5, "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "legend.frameon": True, "legend.facecolor": color.paper, "legend.edgecolor": color.grid,
    "legend.framealpha": 0.9, "legend.fontsize": 9.5, "legend.borderpad": 0.5,
    "lines.linewidth": 2.0, "lines.markersize": 6, "lines.solid_capstyle": "round",
    "patch.linewidth": 0.8, "image.cmap": HEIGHT,
}  # fmt: skip


def use_style() -> None:
    """Make the course's style the default for every figure drawn from here on."""
    mpl.rcParams.update(RC)


def style_context():
    """The course's style within a ``with`` block."""
    return mpl.rc_context(RC)


# ---- dark pages -------------------------------------------------------------------------------

_TO_DARK = {to_rgba(light)[:3]: to_rgba(dark)[:3] for light, dark in _PAIRS.values()}
_TO_LIGHT = {dark: light for light, dark in _TO_DARK.items()}


_NAMES = {to_rgba(form)[:3]: name for name, pair in _PAIRS.items() for form in pair}


def color_name(rgb) -> str | None:
    """The name of a colour in its light or its dark form; None of any other colour."""
    return _NAMES.get(tuple(rgb))


def theme_color(name: str, theme: str) -> str:
    """The named colour as it looks on a "light" or a "dark" page."""
    return _PAIRS[name][theme == "dark"]


def grid_lines(figure) -> list:
    """Of all ticks: ``findobj`` leaves out those that only other limits need again."""
    axes = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    return [tick.gridline for axis in axes for tick in (*axis.majorTicks, *axis.minorTicks)]


def recolor(artists, theme: str) -> None:
    """Give every named colour in these artists its form for ``theme``, "light" or "dark"."""
    table = _TO_DARK if theme == "dark" else _TO_LIGHT
    for artist in artists:
        for prop in ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor"):
            get, put = getattr(artist, f"get_{prop}", None), getattr(artist, f"set_{prop}", None)
            if get is None or put is None:
                continue
            now = get()
            new = _swap(now, table)
            if new is not None:
                put(new)
        cmap = getattr(artist, "get_cmap", lambda: None)()
        if cmap is not None and cmap.name.startswith("course_") and artist.get_array() is not None:
            base = cmap.name.removesuffix("_dark")
            wanted = base + "_dark" if theme == "dark" else base
            if wanted != cmap.name:
                artist.set_cmap(wanted)


def _swap(value, table):
    """The colour(s) with each one found in the table replaced; None where none was found."""
    if value is None or (isinstance(value, str) and value in ("none", "auto", "face")):
        return None
    if isinstance(value, np.ndarray) and value.ndim == 2:
        rows = [_swap(tuple(row), table) for row in value]
        if all(row is None for row in rows):
            return None
        return np.array([old if new is None else new for old, new in zip(value, rows, strict=True)])
    try:
        rgba = to_rgba(value)
    except (ValueError, TypeError):
        return None
    found = table.get(rgba[:3])
    return None if found is None else (*found, rgba[3])
