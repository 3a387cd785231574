"""Momentum: eigenvalues in the complex plane, the motion they make, and the rate against β."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.optimizers.momentum_modes import BETAS, STEPS
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

TURN = np.linspace(0, 2 * np.pi, 121)
CIRCLE = np.stack([np.cos(TURN), np.sin(TURN)])
SHADES = color.blue, color.orange
FLOOR = 1e-8


class MomentumModesView:
    """Left the eigenvalues; in the middle x_t along both directions; right the error and ρ(β)."""

    def __init__(self, figure):
        self.plane = figure.add_axes([0.055, 0.115, 0.366, 0.8])
        self.motions = [
            figure.add_axes([0.485, 0.575, 0.213, 0.34]),
            figure.add_axes([0.485, 0.115, 0.213, 0.34]),
        ]
        self.error = figure.add_axes([0.772, 0.575, 0.213, 0.34])
        self.rate = figure.add_axes([0.772, 0.115, 0.213, 0.34])
        self._make_plane()
        self._make_motions()
        self._make_error()
        self._make_rate()

    def _make_plane(self):
        ax = self.plane
        ax.axhline(0, color=color.line, lw=0.9, zorder=1)
        ax.axvline(0, color=color.line, lw=0.9, zorder=1)
        ax.plot(*CIRCLE, color=color.ink, lw=1.4, zorder=1)
        ax.text(0.72, 0.76, "|z| = 1", color=color.ink, zorder=1)
        self.loci = [
            ax.plot([], [], ".", color=shade, ms=2.2, alpha=0.45, zorder=2)[0] for shade in SHADES
        ]
        (self.ring,) = ax.plot([], [], color=color.muted, lw=1.2, ls=(0, (4, 2)), zorder=3)
        # In a corner, where no eigenvalue comes: those off the real axis have |z| = √β.
        self.radius = quick_text(
            ax, -1.38, 1.32, "", color=color.muted, fontsize=10.5, va="center", zorder=3
        )
        self.points = [
            ax.plot([], [], mark, color=shade, ms=size, mew=0, zorder=5 - k)[0]
            for k, (shade, mark, size) in enumerate(zip(SHADES, "os", (9.5, 8.5), strict=True))
        ]
        for y, word, shade in (
            (-1.17, "● flat, λ = μ", SHADES[0]), (-1.32, "■ steep, λ = L", SHADES[1]),
        ):  # fmt: skip
            ax.text(-1.38, y, word, color=shade, va="center", zorder=1)
        ax.set(
            xlim=(-1.45, 1.45), ylim=(-1.45, 1.45), xlabel="real part", ylabel="imaginary part",
            title="eigenvalues; small dots: every β",
        )  # fmt: skip
        ax.yaxis.labelpad = -6
        ax.grid(False)

    def _make_motions(self):
        self.moves, self.verdicts = [], []
        for ax, name, shade in zip(
            self.motions, ("flat direction", "steep direction"), SHADES, strict=True
        ):
            ax.axhline(0, color=color.line, lw=0.9, zorder=1)
            style = dict(color=shade, lw=1.5, marker="o", ms=2.6)
            self.moves.append(ax.plot([], [], **style)[0])
            self.verdicts.append(_words(ax, 0.98, 0.97, shade, ha="right", va="top"))
            ax.set(xlim=(-1, STEPS + 1), ylim=(-1.15, 1.6), title=name)
            ax.set_yticks([-1, 0, 1])
        self.motions[0].tick_params(labelbottom=False)
        self.motions[1].set_xlabel("step t")

    def _make_error(self):
        ax = self.error
        (self.bound,) = ax.plot([], [], color=color.muted, lw=1.3, ls=(0, (4, 2)), zorder=3)
        (self.size,) = ax.plot([], [], color=color.ink, lw=1.6, zorder=4)
        self.decay = _words(ax, 0.98, 0.97, color.muted, ha="right", va="top")
        ax.set(xlim=(-1, STEPS + 1), yscale="log", ylim=(FLOOR, 2e2), title="error ‖x‖/‖x₀‖")
        ax.set_yticks([1e-8, 1e-6, 1e-4, 1e-2, 1])
        ax.tick_params(labelbottom=False)

    def _make_rate(self):
        ax = self.rate
        (self.worst,) = ax.plot([], [], color=color.line, lw=5, zorder=2)
        self.radii = [ax.plot([], [], color=shade, lw=1.5, zorder=3)[0] for shade in SHADES]
        (self.optimum,) = ax.plot([], [], "*", color=color.green, ms=14, mew=0, zorder=4)
        (self.least,) = ax.plot([], [], "D", color=color.ink, ms=6, mfc="none", mew=1.5, zorder=5)
        (self.now,) = ax.plot([], [], "o", color=color.ink, ms=7.5, mew=0, zorder=6)
        ax.set(xlim=(0, 1), ylim=(0, 1.3), title="rate ρ(β)")
        ax.set_xlabel("β (click)", loc="left")
        ax.set_xticks([0, 0.5, 1])
        ax.set_yticks([0, 0.5, 1])
        ax.axhline(1, color=color.ink, lw=1.0, zorder=1)
        # Outside, for the curves come everywhere.
        outside = dict(ha="right", transform=ax.transAxes, zorder=1)
        ax.text(1, 1.06, "★ best of all", color=color.green, va="bottom", **outside)
        ax.text(1, -0.185, "◇ best at this η", color=color.ink, va="top", **outside)

    def update(self, run):
        self._move_plane(run)
        steps = np.arange(len(run.x))
        for move, words, x, verdict in zip(
            self.moves, self.verdicts, run.x.T, run.verdicts, strict=True
        ):
            move.set_data(steps, x.clip(-2, 3))
            words.set_text(verdict)
        size = np.linalg.norm(run.x, axis=1) / 2**0.5
        self.size.set_data(steps, size.clip(FLOOR / 10, 1e3))
        whole = np.arange(STEPS + 1)
        self.bound.set_data(whole, np.exp(whole * np.log(max(run.rho, 1e-3))).clip(FLOOR / 10, 1e3))
        self.decay.set_text(f"dashed: ρᵗ, ρ = {run.rho:.3f}")
        for line, radius in zip(self.radii, run.radii, strict=True):
            line.set_data(BETAS, radius.clip(0, 3))
        self.worst.set_data(BETAS, run.radii.max(axis=0).clip(0, 3))
        self.now.set_data([run.beta], [min(run.rho, 3.0)])
        self.least.set_data([run.best_beta], [min(run.best_rho, 3.0)])
        self.optimum.set_data([run.optimum[1]], [run.optimum[2]])

    def _move_plane(self, run):
        for line, points, locus, pair in zip(
            self.loci, self.points, run.loci, run.eigenvalues, strict=True
        ):
            flat = locus.ravel()
            line.set_data(flat.real.clip(-3, 3), flat.imag.clip(-3, 3))
            points.set_data(pair.real.clip(-3, 3), pair.imag.clip(-3, 3))
        radius = run.beta**0.5
        shown = not run.nesterov and radius > 0.05
        self.ring.set_visible(shown)
        self.radius.set_visible(shown)
        self.ring.set_data(radius * CIRCLE)
        self.radius.set_text(f"dashed: √β = {radius:.2f}")


def _words(ax, x, y, shade, **place):
    """A text that changes often, at a place of the axes."""
    words = quick_text(ax, x, y, "", color=shade, fontsize=10.5, zorder=5, **place)
    words.set_transform(ax.transAxes)
    return words
