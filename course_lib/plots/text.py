"""A numeric text form of figures.

nbval cannot compare pictures; it compares text. So every figure of the course also says, in
``text/plain``, what it shows: titles, labels, and for each artist how many numbers it draws with
their least, greatest and mean value, where they lie, in which colours and with which marks. A
wrong curve then fails a test, and so does a mirrored one.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from matplotlib.collections import QuadMesh
from matplotlib.colors import Normalize, to_hex, to_rgba
from matplotlib.contour import ContourSet
from matplotlib.offsetbox import OffsetBox
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter

from course_lib.plots.places import blocks, length, outline, percent, stations
from course_lib.plots.style import color_name

LEVELS = 8  # of a contour set with more, only so many are told one by one
ABSURD = 1e200  # matplotlib's stand-in for "beyond the last level" of filled contours is 1e250


def describe(figure) -> str:
    """What a figure shows, as text that is the same on every machine."""
    rows = ["Figure" + (f": {figure.get_suptitle()}" if figure.get_suptitle() else "")]
    for k, ax in enumerate(figure.axes):
        if not _shown(ax):
            rows.append(f" axes {k}: hidden")
            continue
        head = f"axes {k}: {_title(ax)!r}"
        rows.append(f" {head} {_extent(ax, 'x')} {_extent(ax, 'y')}")
        rows += [f"  {row}" for row in _axes_rows(ax)]
    return "\n".join([*rows, *(f" {_text(t)}" for t in figure.texts if _shown(t))])


def _extent(ax, which: str) -> str:
    label, (low, high) = getattr(ax, f"get_{which}label")(), getattr(ax, f"get_{which}lim")()
    log = " (log)" if getattr(ax, f"get_{which}scale")() == "log" else ""
    return f"{which}={label!r} {_round(low)}..{_round(high)}{log}"


def _title(ax) -> str:
    return ax.get_title("left") or ax.get_title() or ax.get_title("right")


def _axes_rows(ax):
    for name, axis in (("x", ax.xaxis), ("y", ax.yaxis)):
        places, words = axis.get_major_locator(), axis.get_major_formatter()
        if isinstance(places, FixedLocator) and isinstance(words, FixedFormatter | FuncFormatter):
            yield f"{name} ticks " + ", ".join(map(repr, words.format_ticks(places.locs)))
    for line in filter(_shown, ax.lines):
        yield _line(ax, line)
    for item in filter(_shown, ax.collections):
        yield f"{type(item).__name__}{_label(item)}{_collection(ax, item)}"
    for image in filter(_shown, ax.images):
        yield f"image{_label(image)}{_image(ax, image)}"
    patches = [p for p in ax.patches if _shown(p)]
    if patches:
        yield f"{len(patches)} patches{_patches(ax, patches)}"
    for text in filter(_shown, ax.texts):
        if text.get_text() or _arrow(text):
            yield _text(text)
    legend = ax.get_legend()
    for box in filter(_shown, [*ax.artists, *([legend] if legend else [])]):
        if isinstance(box, OffsetBox) or box is legend:
            yield "key " + ", ".join(repr(word.get_text()) for word in box.findobj(Text))


# ---- one artist -------------------------------------------------------------------------------


def _line(ax, line) -> str:
    dashes = {"-": "", "None": " no line"}.get(line.get_linestyle(), " dashed")
    marks = line.get_marker()
    look = f" {_colour(line.get_color(), line.get_alpha())}{dashes}"
    if marks not in ("", " ", "None", "none", None):
        every = line.get_markevery()
        inside = _colour(line.get_markerfacecolor(), line.get_alpha())
        look += f" marks {marks}" + ("" if inside in look.split() else f" in {inside}")
        look += "" if every is None else f" at {_few(every)}"
    x, y = line.get_xdata(), line.get_ydata()
    said = f"line{_label(line)}{look} x {_span(x)}; y {_span(y)}"
    if len(x) < 2:
        return said
    places = percent(ax, line.get_xydata(), line.get_transform())
    return f"{said}; {length(places)} long: {stations(places)}"


def _collection(ax, item) -> str:
    if isinstance(item, ContourSet):
        return _contours(ax, item)
    if isinstance(item, QuadMesh):
        corners = percent(ax, item.get_coordinates()[[0, -1], [0, -1]], item.get_transform())
        return f"{_values(item)}; {stations(corners)}; {blocks(_rows(item))}"
    moved = len(item.get_offsets()) > 1 or not item.get_paths()
    if moved:
        xy = np.ma.masked_invalid(item.get_offsets()).reshape(-1, 2)
        transform = item.get_offset_transform()
    else:
        xy = np.concatenate([p.vertices for p in item.get_paths()])
        transform = item.get_transform()
    said = _values(item) if item.get_array() is not None else _colours(item)
    if isinstance(item, Quiver):
        said += f" arrows {_span(item.U)}; {_span(item.V)}"
    sizes = getattr(item, "get_sizes", lambda: ())()
    if len(np.unique(sizes)) > 1:
        said += f" sizes {_span(sizes)}"
    said += f" x {_span(xy[:, 0])}; y {_span(xy[:, 1])}"
    places = percent(ax, xy, transform)
    return f"{said}; {length(places)} long: {stations(places)}" if len(xy) > 1 else said


def _contours(ax, item) -> str:
    """The heights that were contoured, and of each level where its curves lie."""
    said = f" heights {_round(item.zmin)}..{_round(item.zmax)}{_values(item)}"
    levels, paths, transform = item.get_array(), item.get_paths(), item.get_transform()
    every = -(-len(paths) // LEVELS)
    for level, path in list(zip(levels, paths, strict=False))[every // 2 :: every]:
        name = _round(level) if abs(level) < ABSURD else "beyond"
        said += f"; {name}: {outline(ax, path, transform)}"
    return said


def _image(ax, image) -> str:
    array = image.get_array()
    left, right, bottom, top = image.get_extent()
    first, last = (top, bottom) if image.origin == "upper" else (bottom, top)
    corners = percent(ax, [(left, first), (right, last)], image.get_transform())
    if array.ndim == 2:
        said = f"{_colour_range(image)}; {stations(corners)}; {blocks(array)}"
    else:
        grey = array[..., :3].mean(axis=-1)
        said = f" {blocks(array.reshape(-1, array.shape[-1]).mean(axis=0)[None])}; "
        said += f"{stations(corners)}; {blocks(grey)}"
    alpha = _span(image.get_alpha()) if np.ndim(image.get_alpha()) else image.get_alpha()
    faint = "" if alpha is None else f" alpha {alpha}"
    return f"{faint} {array.shape} {_span(array)}{said}"


def _patches(ax, patches) -> str:
    outlines = [p.get_patch_transform().transform(p.get_path().vertices) for p in patches]
    xy = np.concatenate(outlines)
    places = np.concatenate([percent(ax, p.get_path().vertices, p.get_transform())
                             for p in patches])  # fmt: skip
    colours = _counted(p.get_facecolor() if p.get_facecolor()[3] else p.get_edgecolor()
                       for p in patches)  # fmt: skip
    return (f" {colours} x {_span(xy[:, 0])}; y {_span(xy[:, 1])}; "
            f"{length(places)} long: {stations(places)}")  # fmt: skip


def _text(text) -> str:
    x, y = (_round(float(v)) for v in text.get_position())
    look = _colour(text.get_color(), text.get_alpha())
    look = "" if look in ("ink", "muted", "#000000") else f"{look} "
    to = " to " + ", ".join(_round(float(v)) for v in text.xy) if _arrow(text) else ""
    return f"{look}text {text.get_text()!r} at {x}, {y}{to}"


def _arrow(text) -> bool:
    return isinstance(text, Annotation) and text.arrow_patch is not None


# ---- colours ----------------------------------------------------------------------------------


def _values(item) -> str:
    return f" values {_span(item.get_array())}{_colour_range(item)}"


def _colour_range(item) -> str:
    """The colour map and the values at its ends."""
    low, high = item.get_clim()
    ends = "" if low is None or high is None else f" {_round(low)}..{_round(high)}"
    scale = "" if type(item.norm) is Normalize else f" ({type(item.norm).__name__})"
    faint = item.get_alpha()
    said = f" {item.get_cmap().name.removesuffix('_dark')}{ends}{scale}"
    return said if faint is None or np.ndim(faint) else f"{said} alpha {faint:g}"


def _colours(item) -> str:
    faces = item.get_facecolor()
    filled = len(faces) and faces[:, 3].any()
    return " " + _counted(faces if filled else item.get_edgecolor())


def _counted(colours) -> str:
    """The colours, with how often each comes: "blue 12, orange 3"."""
    found = Counter(map(_colour, colours))
    if len(found) == 1:
        return next(iter(found))
    named = [f"{name} {count}" for name, count in sorted(found.items())]
    return ", ".join(named) if len(named) <= 6 else f"{len(named)} colours"


def _colour(value, alpha=None) -> str:
    """Its name in the course's palette, else its code; "blue@0.3" where it is faint."""
    *rgb, opaque = to_rgba(value, alpha)
    name = color_name(tuple(rgb)) or to_hex(rgb)
    return name if opaque == 1 else f"{name}@{opaque:.2g}"


def _rows(item) -> np.ndarray:
    """A mesh's values as rows and columns."""
    down, along, _ = item.get_coordinates().shape
    values = np.ma.asarray(item.get_array())
    shape = (down - 1, along - 1) if values.size == (down - 1) * (along - 1) else (down, along)
    return values.reshape(shape)


# ---- words and numbers ------------------------------------------------------------------------


def _shown(artist) -> bool:
    return artist.get_visible()


def _label(artist) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else f" {label!r}"


def _few(every) -> str:
    """Which points are marked: the first few numbers of a list, anything else as it is."""
    numbers = np.ravel(every)
    return ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")


def _round(value) -> str:
    # Three digits hold on another machine and BLAS; what is a half but for a rounding error goes
    # up everywhere; adding 0 turns -0 into 0.
    return f"{float(f'{value * (1 + 1e-9):.3g}') + 0.0:g}"


def _span(values) -> str:
    try:
        v = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        return f"n={len(values)}"
    v = v[np.abs(v) < ABSURD]  # nor is NaN
    if not v.size:
        return "empty"
    # Numbers that are nothing but rounding noise, beside the rest or as such, must not be compared.
    noise = max(1e-9 * np.abs(v).max(), 1e-13)
    low, high, mean = (0.0 if abs(a) < noise else a for a in (v.min(), v.max(), v.mean()))
    return f"n={v.size} min={_round(low)} max={_round(high)} mean={_round(mean)}"
