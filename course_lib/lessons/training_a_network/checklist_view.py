"""Four readings of a training beside one another, and whether the diagnosis is right."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.training_a_network.checklist import FEW_STEPS, STEPS
from course_lib.plots.colour_key import axes_text
from course_lib.plots.style import color

LOSS, RATIO = (1e-3, 3e3), (1e-9, 1e2)


class ChecklistView:
    """First loss and run, ten digits, update : weight, dead units."""

    def __init__(self, figure):
        self.axes = run, few, ratio, dead = figure.subplots(1, 4, width_ratios=[1.2, 1.2, 1, 0.8])
        for ax, last, title in ((run, STEPS, "1  first loss"), (few, FEW_STEPS, "2  ten digits")):
            ax.set(yscale="log", ylim=LOSS, xlim=(-0.03 * last, last), xlabel="step t",
                   title=title)  # fmt: skip
            ax.axhline(np.log(10), color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        run.set_ylabel("loss J")
        few.text(FEW_STEPS, 2.7, "log 10", color=color.muted, ha="right", va="bottom", zorder=2)
        (self.run,) = run.plot([], [], color=color.violet, lw=1.5, zorder=3)
        (self.first,) = run.plot([], [], "o", color=color.orange, ms=9, zorder=4)
        (self.few,) = few.plot([], [], color=color.violet, lw=1.8, zorder=3)
        ratio.set(yscale="log", ylim=RATIO, xlim=(0.5, 3.5), xticks=(1, 2, 3), xlabel="layer",
                  yticks=(1e-9, 1e-6, 1e-3, 1), title="3  update : weight")  # fmt: skip
        ratio.axhline(1e-3, color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        (self.ratio,) = ratio.plot([], [], "s-", color=color.green, ms=7, lw=1.4, zorder=3)
        dead.set(ylim=(-4, 104), xlim=(0.5, 2.5), xticks=(1, 2), xlabel="hidden layer",
                 title="4  dead (%)")  # fmt: skip
        (self.dead,) = dead.plot([], [], "o-", color=color.blue, ms=8, lw=1.4, zorder=3)
        self.verdict = axes_text(run, 0.04, 0.04, va="bottom", fontsize=11, zorder=5)
        self.other = axes_text(few, 0.04, 0.04, va="bottom", fontsize=9.5, zorder=5)

    def update(self, run):
        loss, few = (np.clip(v, *LOSS) for v in (run.loss, run.few))
        self.run.set_data(np.arange(len(loss)), loss)
        self.first.set_data([0], loss[:1])
        self.few.set_data(np.arange(len(few)), few)
        self.ratio.set_data([1, 2, 3], np.clip(run.ratio, *RATIO))
        self.dead.set_data([1, 2], 100 * run.dead)
        self.verdict.set_text({None: "", True: "right", False: "another fault"}[run.right])
        self.other.set_text(f"new digits: {run.accuracy:.0%} right")
