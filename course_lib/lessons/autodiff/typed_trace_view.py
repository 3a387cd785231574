"""The evaluation trace as a table that fills: values and tangents downwards, gradients upwards."""

from __future__ import annotations

from matplotlib.patches import Rectangle

from course_lib.autodiff.steps import short
from course_lib.lessons.autodiff.typed_trace import MAX_STEPS, NAMES
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

ROWS = MAX_STEPS + len(NAMES)
WIDTH, HEIGHT = 920.0, 350.0
TOP, PITCH = 304.0, 17.0
#: Where the columns are, in pixels; numbers end there.
COLUMNS = {"name": 14, "made": 52, "value": 252, "first": 355, "second": 452, "back": 580}
TONES = {"value": color.green, "first": color.blue, "second": color.blue, "back": color.orange}
BARS, LONGEST = 650.0, 195.0


class TypedTraceView:
    """Left the table; right how many operations f and each mode take."""

    def __init__(self, figure):
        ax = self.ax = figure.add_axes([0, 0, 1, 1])
        ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
        ax.set_axis_off()
        self.active = ax.add_patch(Rectangle((8, 0), 590, 0, fc=color.amber, alpha=0.22, ec="none"))
        heads = {
            "made": ("step", color.ink, "left"), "value": ("value", color.green, "right"),
            "first": ("∂z/∂w₁", color.blue, "right"), "second": ("∂z/∂w₂", color.blue, "right"),
            "back": ("∂f/∂z", color.orange, "right"),
        }  # fmt: skip
        for column, (text, tone, side) in heads.items():
            ax.text(COLUMNS[column], TOP + 9, text, ha=side, color=tone, fontweight="bold")
        ax.text(452, TOP + 28, "forward mode, down", ha="right", color=color.blue, fontsize=9.5)
        ax.text(580, TOP + 28, "reverse mode, up", ha="right", color=color.orange, fontsize=9.5)
        self.cells = [self._row(k) for k in range(ROWS)]
        self.marks = ax.plot([], [], "o", color=color.amber, ms=5, mew=0)[0]
        self._make_bars()

    def _row(self, k):
        y = TOP - PITCH * (k + 0.5)
        look = dict(va="center_baseline", fontsize=9.5)
        cells = {
            "name": quick_text(self.ax, COLUMNS["name"], y, color=color.muted, **look),
            "made": quick_text(self.ax, COLUMNS["made"], y, color=color.ink, **look),
        }
        for column, tone in TONES.items():
            cells[column] = quick_text(
                self.ax, COLUMNS[column], y, color=tone, ha="right", **look
            )  # fmt: skip
        return cells

    def _make_bars(self):
        ax = self.ax
        ax.text(BARS, TOP + 9, "operations", fontweight="bold")
        self.bars, self.counts = [], []
        for k, (text, tone) in enumerate((
            ("f alone", color.green), ("both slopes forward: 2 sweeps more", color.blue),
            ("both slopes in reverse: 1 sweep more", color.orange),
        )):  # fmt: skip
            y = TOP - 34 - 62 * k
            ax.text(BARS, y + 5, text, fontsize=9.5, color=tone)
            self.bars.append([
                ax.add_patch(Rectangle((BARS, y - 18), 1, 15, fc=shade, ec="none"))
                for shade in (color.green, tone)
            ])  # fmt: skip
            self.counts.append(quick_text(ax, BARS, y - 10.5, color=color.ink, fontsize=10,
                                          va="center_baseline"))  # fmt: skip

    def update(self, run):
        for k, cells in enumerate(self.cells):
            row = run.rows[k] if k < len(run.rows) else None
            cells["name"].set_text(row.name if row else "")
            cells["made"].set_text((f"= {row.made}" if row.made else "input") if row else "")
        f = run.cost.f
        parts = (0, run.cost.forward, run.cost.reverse)
        scale = LONGEST / max(f + more for more in parts)
        for (base, added), label, more in zip(self.bars, self.counts, parts, strict=True):
            base.set_width(f * scale)
            added.set(x=BARS + f * scale, width=more * scale)
            label.set_x(BARS + (f + more) * scale + 6)
            label.set_text(f"{f} + {more}" if more else str(f))

    def show(self, run, t):
        T, inputs = run.steps, len(NAMES)
        done, back = min(t, T), t - T - 1
        for k, row in enumerate(run.rows):
            cells = self.cells[k]
            known = k < inputs + done
            cells["value"].set_text(short(row.value) if known else "")
            cells["first"].set_text(short(row.along[0]) if known else "")
            cells["second"].set_text(short(row.along[1]) if known else "")
            # z_T first; the inputs are complete when all steps have sent their parts.
            complete = back >= 0 and (k >= len(run.rows) - 1 - back if k >= inputs else back >= T)
            cells["back"].set_text(short(row.back) if complete else "")
        for cells in self.cells[len(run.rows) :]:
            for column in TONES:
                cells[column].set_text("")
        self._light(run, t, inputs)

    def _light(self, run, t, inputs):
        """A stripe behind the step at work, a dot beside each value that it uses or sends to."""
        T = run.steps
        at = t - 1 if 1 <= t <= T else 2 * T + 1 - t if t > T + 1 else T - 1 if t > T else None
        if at is None:
            self.active.set_height(0)
            self.marks.set_data([], [])
            return
        self.active.set(y=TOP - PITCH * (at + inputs + 1), height=PITCH)
        used = run.rows[at + inputs].inputs if t != T + 1 else ()
        self.marks.set_data([6] * len(used), [TOP - PITCH * (k + 0.5) for k in used])
