"""The race: paths on the landscape, and the losses with a ranking at their ends."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.optimizers.race import STEPS, number
from course_lib.lessons.optimizers.race_terrains import TERRAINS, race_objective
from course_lib.lessons.optimizers.racers import RACERS, racing
from course_lib.plots.quadratic_contours import QuadraticContours
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import HEIGHT, color

GAP = 0.08  # between two lines of the ranking, as a share of the axes' height
REACH = 0.06  # from the axes' right edge to the ranking, as a share of their width
THIN, WIDE = 1.5, 3.0  # points


def tone(name: str) -> str:
    """An optimizer's colour, the same in every figure of the lesson."""
    return getattr(color, RACERS[name].tone)


def look(name: str) -> dict:
    """Its colour and dashes, for ``ax.plot(..., **look("Adam"))``."""
    return {"color": tone(name), "ls": RACERS[name].dashes}


class RaceView:
    """Left the landscape with the paths; right loss over time, and who leads."""

    def __init__(self, figure):
        self.plane = figure.add_axes([0.07, 0.142, 0.3, 0.77])
        self.losses = figure.add_axes([0.45, 0.142, 0.3, 0.77])
        self.landscape, self.drawn = None, None
        self.names = list(racing().values())
        self.ellipses = QuadraticContours(self.plane)
        (self.minima,) = self.plane.plot([], [], "*", color=color.green, ms=13, zorder=2)
        self.plane.set(xlabel="$x_1$", ylabel="$x_2$", title="paths (click to set the start)")
        self.plane.grid(False)
        self.losses.set(xlim=(0, 1.02 * STEPS), xlabel="step t")  # room for the last points
        self._make_racers()

    def _make_racers(self):
        self.paths, self.curves, self.words = {}, {}, {}
        ranking = self.losses.transAxes
        (self.links,) = self.losses.plot(
            [], [], color=color.line, lw=0.9, transform=ranking, clip_on=False, zorder=3
        )
        for name in self.names:
            style = dict(look(name), lw=THIN, zorder=4, marker="o", ms=6, mew=0)
            (self.paths[name],) = self.plane.plot([], [], **style)
            (self.curves[name],) = self.losses.plot([], [], **style)
            words = quick_text(
                self.losses, 0, 0, "", color=tone(name), fontsize=9.8, va="center", zorder=5
            )
            words.set_transform(ranking)
            self.words[name] = words
        (self.start,) = self.plane.plot(
            [], [], "o", color=color.ink, ms=9, mfc="none", mew=1.8, zorder=6
        )

    def update(self, run):
        if run.landscape != self.landscape:
            self._change_terrain(run)
        if run.Q is not None:
            self.ellipses.move(run.Q)
        self.start.set_data([run.start[0]], [run.start[1]])
        taking = {racer.name for racer in run.racers}
        for name in self.names:
            width = WIDE if name == run.whose else THIN  # the one whose η the slider moves
            for line in (self.paths[name], self.curves[name]):
                if line.get_linewidth() != width:
                    line.set_linewidth(width)
            for artist in (self.paths[name], self.curves[name], self.words[name]):
                if artist.get_visible() != (name in taking):
                    artist.set_visible(name in taking)

    def _change_terrain(self, run):
        self.landscape, terrain = run.landscape, TERRAINS[run.landscape]
        if self.drawn is not None:
            self.drawn.remove()
            self.drawn = None
        for area in self.ellipses.areas:
            area.set_visible(run.Q is not None)
        f = race_objective(run.landscape, 1.0, 0.0)
        if run.Q is None:
            xs, ys = (np.linspace(*side, 141) for side in terrain.box)
            height = f(np.stack(np.meshgrid(xs, ys), axis=-1))
            # As many points of the picture in each band, so that narrow valleys show.
            levels = np.quantile(height, np.linspace(0, 1, 13))
            band = np.interp(height, levels, np.arange(13.0))
            self.drawn = self.plane.contourf(xs, ys, band, np.arange(13), cmap=HEIGHT, zorder=0.5)
        self.minima.set_data(f.minimizers.reshape(-1, 2).T)
        self.plane.set(xlim=terrain.box[0], ylim=terrain.box[1])
        bounded = terrain.floor > 0
        self.losses.set_yscale("log" if bounded else "linear")
        self.losses.set_ylim(terrain.floor, terrain.ceiling)
        self.losses.set_title(
            "f(x) − f*" if bounded else "f(x)", loc="left", fontsize=11, fontweight="bold"
        )
        corners = np.array(terrain.box)
        self.far = corners.mean(axis=1) + 1.5 * np.array([[-1], [1]]) * np.ptp(corners, axis=1)

    def show(self, run, t):
        terrain = TERRAINS[run.landscape]
        beyond = 0.5 * terrain.floor if terrain.floor > 0 else 2 * terrain.floor
        for racer in run.racers:
            row = run.row(racer, t)
            x = racer.trace.x[: row + 1].clip(*self.far)
            loss = racer.loss[: row + 1].clip(beyond, 10 * terrain.ceiling)
            path, curve = self.paths[racer.name], self.curves[racer.name]
            path.set_data(x.T)
            curve.set_data(np.arange(row + 1), loss)
            path.set_markevery([row])
            curve.set_markevery([row])
        self._rank(run, t)

    def _rank(self, run, t):
        """The best at the bottom, each line as close as it can be to the end of its curve."""
        standing, bounded = run.standing(t), TERRAINS[run.landscape].floor > 0
        wanted = np.array([self._height(run, racer, loss, t) for racer, loss in standing])
        places = _spread(wanted)
        for rank, ((racer, loss), y) in enumerate(zip(standing, places, strict=True), start=1):
            out = run.is_out(racer, t)
            if out and bounded:
                text = f"{racer.name}  ✗ step {racer.diverged_at}"
            else:
                text = f"{rank}. {racer.name}  {'→ −∞' if loss < -100 else number(loss)}"
            self.words[racer.name].set_text(text)
            self.words[racer.name].set_position((1 + REACH, y))
        x = np.tile([1.005, 1 + 0.8 * REACH, np.nan], len(places))
        self.links.set_data(x, np.stack([wanted, places, wanted], axis=1).ravel())

    def _height(self, run, racer, loss, t) -> float:
        terrain = TERRAINS[run.landscape]
        low, high = terrain.floor, terrain.ceiling
        if run.is_out(racer, t) and low > 0:
            return 1.0
        if low > 0:
            loss, low, high = np.log([max(loss, 1e-300), low, high])
        return min(max((loss - low) / (high - low), 0.0), 1.0)


def _spread(wanted) -> np.ndarray:
    """Heights in the order given, at least `GAP` apart and within [0, 1], close to those wanted."""
    steps = GAP * np.arange(len(wanted))
    # Pushed up by those below, then down by the upper end; the mean of both keeps groups centred.
    up = np.maximum.accumulate(wanted - steps) + steps
    down = np.minimum.accumulate((wanted - steps)[::-1])[::-1] + steps
    middle = (up + down) / 2
    top = 1 - steps[::-1] if len(wanted) else steps
    return np.maximum.accumulate(np.minimum(middle, top) - steps).clip(0) + steps
