"""Tracks: what each control of an explorer shows, drawn ahead for a page without a kernel.

A track is one control, or the player, with everything else at rest. Its pictures are kept as a
chain: each as the pixels in which it differs from the one before. The differences are exclusive-ors
of the pixels, so that the same code leads forward and back.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import isclose

import ipywidgets as widgets
import numpy as np

from course_lib.explorers.changes import encode_change, encode_whole
from course_lib.explorers.controls import Action

SLIDERS = widgets.FloatSlider | widgets.IntSlider | widgets.FloatLogSlider
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Track:
    """A control with its positions, and what is to be seen at each."""

    name: str  #: of the argument; "t" for the player
    label: str
    kind: str  #: "slider", "choice", "checkbox" or "player"
    values: list
    rest: int  #: the position that the figure is saved in
    readings: list[str] = field(default_factory=list)  #: each position in words
    captions: list[str] = field(default_factory=list)
    others: list[dict] = field(default_factory=list)  #: what other controls read then, if changed
    chains: dict[str, bytes] = field(default_factory=dict)  #: theme → deflated differences


@dataclass(frozen=True)
class Scene:
    """What the view is asked to draw, and the words beside it; no result after an error."""

    result: object
    frame: int | None
    caption: str
    others: dict


@dataclass(frozen=True)
class Drawn:
    """An explorer's tracks, the picture they all start from, and what has none."""

    size: tuple[int, int]
    tracks: list[Track]
    bases: dict[str, bytes]  #: theme → the deflated picture at rest
    png: bytes
    caption: str
    text: str
    asleep: list[str]


def draw_tracks(explorer, positions: int, tell: Callable[[int, int], None]) -> Drawn:
    """Every track of an explorer, in both themes; the explorer is then as it was.

    Parameters
    ----------
    explorer : Explorer
    positions : int
        How many a track has at most.
    tell : callable
        ``tell(done, of)``, after each picture.
    """
    with _borrowed(explorer):
        tracks, asleep = _awake(explorer, positions)
        rest = _scene(explorer, {}, {})
        _show(explorer, rest)
        live = explorer.live
        png, text = live.static_png(), explorer.text()
        bases = {theme: zlib.compress(encode_whole(_drawn(explorer, rest, theme)), 9)
                 for theme in THEMES}  # fmt: skip
        done, of = 0, sum(len(track.values) for track in tracks) * (1 + len(THEMES))
        for track in tracks:
            scenes = []
            for scene in _scenes(explorer, track):
                scenes.append(scene)
                tell(done := done + 1, of)
            track.captions.extend(scene.caption for scene in scenes)
            track.others.extend(scene.others for scene in scenes)
            for theme in THEMES:
                chain = _Chain()
                for scene in scenes:
                    chain.add(_drawn(explorer, scene, theme))
                    tell(done := done + 1, of)
                track.chains[theme] = chain.packed()
        return Drawn(tuple(live.size), tracks, bases, png, rest.caption, text, asleep)


@contextmanager
def _borrowed(explorer):
    """What is drawn in here leaves the explorer, its page and its training as they were."""
    live, training = explorer.live, getattr(explorer, "training", None)
    with live.lock:
        try:
            if training is not None:  # as the played run is at this step
                explorer.training = explorer._trained(explorer.t)
            yield
        finally:
            if training is not None:
                explorer.training = training
            live._wear(live.dpr, live.theme)
            explorer.view.update(explorer.result)
            if explorer.player:
                explorer._show_frame(live.scrub)


# ---- which tracks there are -------------------------------------------------------------------


def _awake(explorer, positions: int) -> tuple[list[Track], list[str]]:
    """The tracks that a page can have, without pictures, and a line for each control without."""
    tracks, asleep = [], []
    for name, control in explorer.controls.items():
        label = control.description
        why = _sleeps(explorer, name, control)
        if why:
            asleep.append(f"{label}: {why}")
        else:
            tracks.append(_track(name, label, control, positions))
    if explorer.live.clicks:
        asleep.append("clicks and drags in the picture")
    player = _player(explorer, positions)
    return [*tracks, *([player] if player else [])], asleep


def _sleeps(explorer, name: str, control) -> str:
    if isinstance(control, Action):
        return "a button"
    if isinstance(control, widgets.Text):
        return "any text may be typed"
    if control.disabled:
        return "without effect in the state that was saved"
    if _trains(explorer) and not _only_looks(explorer, name):
        return "takes effect in a training"
    return ""


def _trains(explorer) -> bool:
    return hasattr(explorer, "training")  # its class rests on this module


def _only_looks(explorer, name: str) -> bool:
    names = explorer._names
    return name in names[explorer._look] and not any(
        name in names[f] for f in (explorer._start, explorer._advance)
    )


def _track(name: str, label: str, control, positions: int) -> Track:
    if isinstance(control, SLIDERS):
        present = _held(control.value)
        near = [present if isclose(v, present, rel_tol=1e-8) else v for v in ticks(control)]
        values = chosen(near, present, positions)
        return Track(name, label, "slider", values, values.index(present))
    if isinstance(control, widgets.Checkbox):
        return Track(name, label, "checkbox", [False, True], int(control.value))
    values = [value for _, value in control._options_full]
    return Track(name, label, "choice", values, control.index)


def _player(explorer, positions: int) -> Track | None:
    if _trains(explorer):
        at, last, label = explorer.t, max(explorer.t, explorer.stored), explorer.unit
    elif explorer.player:
        at, label = explorer._frame, explorer.player.label
        last = explorer.player.last(explorer.result)
    else:
        return None
    values = chosen(list(range(last + 1)), at, positions)
    return Track("t", label, "player", values, values.index(at)) if last else None


def ticks(slider) -> list:
    """Every value that the page can set a slider to."""
    count = round((slider.max - slider.min) / slider.step)
    at = [slider.min + k * slider.step for k in range(count + 1)]
    if isinstance(slider, widgets.IntSlider):
        return at
    return [_held(slider.base**x if isinstance(slider, widgets.FloatLogSlider) else x) for x in at]


def _held(value):
    return float(f"{value:.10g}") if isinstance(value, float) else value


def chosen(values: list, present, positions: int) -> list:
    """At most so many values, evenly spread: the ends and the present one are among them.

    Examples
    --------
    >>> chosen(list(range(11)), 4, 3), chosen([0.0, 0.5, 1.0], 0.3, 5)
    ([0, 4, 10], [0.0, 0.3, 0.5, 1.0])
    """
    inside = present in values
    if len(values) + (not inside) <= positions:
        return sorted({*values, present})
    last = len(values) - 1
    even = {round(last * k / (positions - 2)) for k in range(positions - 1)}
    return sorted({*(values[k] for k in even), present})


# ---- what each shows --------------------------------------------------------------------------


def _scenes(explorer, track: Track) -> Iterator[Scene]:
    """The scenes of a track; its readings are written on the way."""
    before = _readings(explorer)
    if track.kind == "player":
        yield from _played(explorer, track)
        return
    for value in track.values:
        scene = _scene(explorer, {track.name: value}, before)
        track.readings.append(scene.others.pop(track.name, before[track.name]))
        yield scene


def _played(explorer, track: Track) -> Iterator[Scene]:
    if not _trains(explorer):
        result = explorer.result
        for frame in track.values:
            track.readings.append(explorer.player.says(result, frame))
            yield Scene(result, frame, getattr(result, "summary", ""), {})
        return
    state = explorer._call(explorer._start)
    for t in track.values:
        if t > state.t:
            state = explorer._call(explorer._advance, state, t - state.t)
        result = explorer._seen(state)
        track.readings.append(explorer._says(state.t))
        yield Scene(result, None, getattr(result, "summary", ""), {})


def _scene(explorer, values: dict, before: dict) -> Scene:
    """The scene with these values, and which controls read otherwise than before."""
    settings, player = explorer.settings, explorer.player
    with explorer._hold(), settings.borrowed():
        settings.assign(values)
        read = _readings(explorer).items()
        others = {name: text for name, text in read if before.get(name, text) != text}
        try:
            result = explorer._compute()
        except Exception as error:  # as in the notebook: one line, and the picture stays
            return Scene(None, None, f"{type(error).__name__}: {error}", others)
    frame = player and explorer._frame_of(result)
    if player and values and (says := player.says(result, frame)) != _rest_says(explorer):
        others["t"] = says
    return Scene(result, frame, getattr(result, "summary", ""), others)


def _rest_says(explorer) -> str:
    return explorer.player.says(explorer.result, explorer._frame)


def _readings(explorer) -> dict:
    controls = explorer.controls.items()
    return {name: reading(c) for name, c in controls if not isinstance(c, Action)}


def reading(control) -> str:
    """What stands beside a control on the page, such as "0.355" or "1.0e-6"."""
    value = control.value
    if isinstance(control, widgets.Dropdown):
        return str(control.label)
    if isinstance(control, widgets.Checkbox):
        return "on" if value else "off"
    form = getattr(control, "readout_format", "")
    if form.endswith(("r", "e")):  # so many digits in all, or behind the point
        kind, digits = form[-1], int(form.strip(".re"))
        mantissa, power = f"{value:.{digits - (kind == 'r')}e}".split("e")
        if kind == "e":
            return f"{mantissa}e{int(power):+d}"
        return f"{float(f'{mantissa}e{power}'):.{max(0, digits - 1 - int(power))}f}"
    return str(value) if form in ("", "d") else format(value, form)


def _show(explorer, scene: Scene) -> None:
    if scene.result is not None:
        explorer.view.update(scene.result)
        if scene.frame is not None:
            explorer.view.show(scene.result, scene.frame)


def _drawn(explorer, scene: Scene, theme: str) -> np.ndarray:
    """The picture, at one pixel a point."""
    explorer.live._wear(1.0, theme)
    _show(explorer, scene)
    return explorer.live._render()


class _Chain:
    """Pictures one after another, each coded to the one before."""

    def __init__(self):
        self._deflate, self._parts, self._last = zlib.compressobj(9), [], None

    def add(self, rgba: np.ndarray) -> None:
        if self._last is not None:
            differs = encode_change(rgba ^ self._last, np.zeros_like(rgba))
            self._parts.append(self._deflate.compress(differs))
        self._last = rgba.copy()

    def packed(self) -> bytes:
        return b"".join([*self._parts, self._deflate.flush()])
