"""Places: where a slider or a player can stand, and its picture at each of them."""

from __future__ import annotations

from contextlib import contextmanager

import ipywidgets as widgets

SLIDERS = widgets.FloatSlider, widgets.FloatLogSlider, widgets.IntSlider


def is_drawn_ahead(explorer, name: str) -> bool:
    """Whether a control is a slider that answers while it is moved, and moves nothing else.

    Nothing is drawn ahead where a value may cost a training, which has a progress bar.
    """
    control = explorer.controls[name]
    quick = isinstance(control, SLIDERS) and control.continuous_update and not explorer._bar
    return quick and name not in explorer.settings.react


class _Places:
    """What both have: the view, which is put back after each picture."""

    def __init__(self, explorer):
        self.explorer = explorer

    @contextmanager
    def _put_back(self):
        explorer = self.explorer
        try:
            yield explorer.view
        finally:
            explorer.view.update(explorer.result)
            if explorer.player:
                explorer.view.show(explorer.result, explorer._frame)

    def others(self) -> dict:
        """The other sliders that are drawn ahead, where they stand: the page may be further."""
        names = [name for name, _ in self.explorer.live.ahead_of if name != self.name]
        return {name: self.explorer.values[name] for name in names}


class SliderPlaces(_Places):
    """The ticks of a slider."""

    def __init__(self, explorer, name: str):
        super().__init__(explorer)
        self.name, self.slider = name, explorer.controls[name]

    def all(self) -> list:
        """Every value that the browser can set it to, with the digits that the experiment gets."""
        slider = self.slider
        count = round((slider.max - slider.min) / slider.step)
        ticks = [slider.min + k * slider.step for k in range(count + 1)]
        if isinstance(slider, widgets.IntSlider):
            return ticks
        if isinstance(slider, widgets.FloatLogSlider):
            ticks = [slider.base**tick for tick in ticks]
        return [float(f"{tick:.10g}") for tick in ticks]

    def here(self):
        """Where it stands."""
        return self.explorer.values[self.name]

    def belongs(self) -> tuple:
        """All else that its pictures depend on."""
        explorer, live, slider = self.explorer, self.explorer.live, self.slider
        others = {n: v for n, v in explorer.values.items() if n != self.name}
        frame = None if live.scrub == live.scrub_last else live.scrub
        return repr(others), frame, live._look, (slider.min, slider.max, slider.step)

    def draw(self, place) -> tuple[bytes, str]:
        """The code and the caption of its picture there."""
        explorer = self.explorer
        # Not by its cache: the runs that a reader has looked at would be lost.
        experiment = getattr(explorer.experiment, "__wrapped__", explorer.experiment)
        result = experiment(**{**explorer.values, self.name: place})
        with self._put_back() as view:
            view.update(result)
            if explorer.player:
                view.show(result, explorer._frame_of(result))
            return explorer.live.code(), getattr(result, "summary", "")


class PlayerPlaces(_Places):
    """The frames of a player."""

    name = ""

    def all(self) -> range:
        """Every frame."""
        return range(self.explorer.live.scrub_last + 1)

    def here(self) -> int:
        """The frame that it shows."""
        return self.explorer.live.scrub

    def belongs(self) -> tuple:
        """All else that its pictures depend on."""
        return repr(self.explorer.values), id(self.explorer.result), self.explorer.live._look

    def draw(self, place) -> tuple[bytes, str]:
        """The code and the caption of its picture there."""
        with self._put_back() as view:
            view.show(self.explorer.result, place)
            return self.explorer.live.code(), self.explorer.live.caption
