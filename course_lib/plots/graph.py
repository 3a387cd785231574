"""A computation as wires and gates: values above the wires, gradients below."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from course_lib.autodiff import Graph, sentence
from course_lib.autodiff.steps import short
from course_lib.plots.colour_key import colour_key
from course_lib.plots.figure import NotebookFigure, subplots
from course_lib.plots.graph_layout import layout_of
from course_lib.plots.quick_text import EM, outline, quick_text
from course_lib.plots.style import color

# In pixels at 100 dots an inch, which are the coordinates of these axes.
MARGIN = {"left": 44, "right": 96, "top": 64, "bottom": 42}
COLUMN, ROW = 210, 92  # the widest spacing: small graphs are not torn apart
RADIUS = (11, 19)
WIDER = 2.0
READABLE = 36  # rows closer than this have no room for the parts of gradients
WIRE = 58  # the level piece right of a node, which bears its numbers
GAP = 3
PART = np.array([52.0, 13.0])  # the room that a part of a gradient takes
HALO = 7  # how far it reaches beyond its node


class GraphView:
    """Gates as nodes, forward values in green above the wires, gradients in orange below.

    Parameters
    ----------
    figure : Figure
    ax : Axes, optional
        Where to draw; all of the figure unless it is given.
    digits : int
        Significant digits of the numbers.

    Notes
    -----
    `update` makes the artists when the structure is another one; while only numbers change it
    does nothing, and `show` sets the texts. Where a tensor is used several times, its wires also
    bear the parts of its gradient, near the gates that they come from.
    """

    def __init__(self, figure, ax=None, digits: int = 4):
        self.digits, self.structure, self.artists = digits, None, []
        self.ax = figure.add_subplot() if ax is None else ax
        share = self.ax.get_position() if ax is not None else Bbox.unit()
        self.width = 100 * figure.get_figwidth() * share.width
        self.height = 100 * figure.get_figheight() * share.height
        self.ax.set(xlim=(0, self.width), ylim=(0, self.height))
        self.ax.set_axis_off()
        self.line, self.conclusion = (
            quick_text(self.ax, 14, self.height - below, "", va="top") for below in (14, 36)
        )
        (self.halo,) = self.ax.plot([], [], "o", color=color.amber, alpha=0.35, mew=0, zorder=1)

    def _say(self, line, text: str) -> None:
        """Above the graph; smaller where tiny numbers make it too long for one line."""
        figure = self.ax.figure
        width = outline(text)[1] / EM / 72  # in inches, at a font size of one point
        room = figure.get_figwidth() - 28 / figure.dpi
        line.set(text=text, fontsize=min(10.5, room / width) if text else 10.5)

    def update(self, graph: Graph) -> None:
        if graph.structure != self.structure:
            self.structure = graph.structure
            for artist in self.artists:
                artist.remove()
            self.artists = []
            self.layout = layout_of(graph.structure)
            self._place(graph)
            self._draw_wires(graph)
            self._draw_nodes(graph)
            self._make_texts(graph)
            self._draw_key(graph.output_name)

    def show(self, graph: Graph, step: int, conclusion: str = "") -> None:
        """The graph as it is known after a step; see `Graph` for how steps are counted.

        ``conclusion`` stands under the sentence that tells the step.
        """
        active, back = graph.active_gate(step), graph.is_backward(step)
        self._say(self.line, sentence(graph, step, self.digits))
        self._say(self.conclusion, conclusion)
        self._light(graph, step, active, back)
        for k, (value, gradient) in enumerate(zip(self.values, self.gradients, strict=True)):
            value.set_text(self._value(graph, k, step))
            gradient.set_text(self._gradient(graph, k, step))
        for edge, part, ground in self.parts:
            edge = graph.edges[edge]
            known = graph.went_back(edge.target, step)
            part.set_text(_size(edge.gradient, self.digits - 1) if known else "")
            # The wire is interrupted where its part is written.
            width = outline(part.get_text())[1] / EM * part.get_fontsize() * 100 / 72
            ground.set(width=width + 4 if known else 0, x=part.get_position()[0] - width / 2 - 2)

    # ---- what is written ------------------------------------------------------------------------

    def _value(self, graph, k, step) -> str:
        if not graph.has_value(k, step):
            return ""
        node = graph.nodes[k]
        return short(node.value, self.digits if node.kind != "constant" else 3)

    def _gradient(self, graph, k, step) -> str:
        so_far, complete = graph.gradient_so_far(k, step)
        if so_far is None:
            return ""
        return _size(so_far, self.digits) + ("" if complete else " +…")

    def _light(self, graph, step, active, back) -> None:
        """A halo around the gate at work, its wires in the colour of what runs along them."""
        shown = active
        if active is None and back:
            shown = len(graph.nodes) - 1
        self.halo.set_data(*([[v] for v in self.at[shown]] if shown is not None else ([], [])))
        for edge, wire in zip(graph.edges, self.wires, strict=True):
            lit = edge.target == active and not (back and edge.gradient is None)
            wire.set_edgecolor((color.orange if back else color.green) if lit else color.line)
            wire.set_linewidth(2.4 if lit else 1.4)

    # ---- artists, made once for a structure -----------------------------------------------------

    def _place(self, graph) -> None:
        nodes = self.layout.nodes
        heights = np.concatenate([nodes, *self.layout.paths])[:, 1]
        low, high = heights.min(), heights.max()
        room = self.width - MARGIN["left"] - MARGIN["right"]
        tall = self.height - MARGIN["top"] - MARGIN["bottom"] - 2 * RADIUS[1]
        # Parts of gradients are written before their gates, and need room there.
        share = np.ones(int(nodes[:, 0].max()))
        for k in _parts(graph):
            share[int(nodes[graph.edges[k].target, 0]) - 1] = WIDER
        self.gap = min(COLUMN, room / share.sum()) * share
        self.row = min(ROW, tall / max(high - low, 1e-9))
        crowded = 0.36 * min(self.row, ROW)
        self.radius = float(np.clip(min(0.16 * self.gap.min(), crowded), *RADIUS))
        start = MARGIN["left"] + (room - self.gap.sum()) / 2
        self.column_at = start + np.concatenate([[0.0], np.cumsum(self.gap)])
        floor = MARGIN["bottom"] + RADIUS[1] + (tall - self.row * (high - low)) / 2
        self.zero = floor - self.row * low
        self.at = self._pixels(nodes)

    def _pixels(self, places) -> np.ndarray:
        """Columns and heights as pixels."""
        places = np.asarray(places)
        x = self.column_at[places[:, 0].astype(int)]
        return np.stack([x, self.zero + self.row * places[:, 1]], axis=-1)

    def _draw_key(self, output: str) -> None:
        words = [
            ("value: above the wire", color.green),
            (f"gradient ∂{output}/∂(wire): below it", color.orange),
        ]
        self.artists.append(colour_key(self.ax, words, x=14 / self.width, y=10 / self.height))

    def _draw_wires(self, graph) -> None:
        self.wires = []
        heads = []
        for steps, port in zip(self.layout.paths, self.layout.ports, strict=True):
            points = self._pixels(steps)
            drop = 0.55 * port * self.radius
            end = points[-1] + (-np.sqrt(self.radius**2 - drop**2) - 2, drop)
            heads.append(end)
            gap = self.gap[int(steps[0, 0])]
            path = self._curve(points[0], points[1:-1], end - (5, 0), gap)
            wire = PathPatch(path, fc="none", ec=color.line, lw=1.4, zorder=2, capstyle="round")
            self.wires.append(self.ax.add_patch(wire))
        out = self.at[-1]
        ends = [out[0] + self.radius, out[0] + self.radius + WIRE], [out[1]] * 2
        (stub,) = self.ax.plot(*ends, color=color.line, lw=1.4, zorder=2)
        (tips,) = self.ax.plot(*np.transpose(heads), ">", ms=5, color=color.muted, mew=0, zorder=3)
        self.artists += [*self.wires, stub, tips]

    def _curve(self, centre, bends, end, gap) -> Path:
        """Level out of the node, level through each bend, level into the gate."""
        start = np.add(centre, (self.radius, 0))
        here = np.add(start, (min(WIRE, 0.6 * (gap - 2 * self.radius)), 0))
        points, codes = [start, here], [Path.MOVETO, Path.LINETO]
        half = np.array([self.radius, 0])
        for bend in [*bends, None]:
            there = end if bend is None else bend - half
            middle = (here[0] + there[0]) / 2
            points += [(middle, here[1]), (middle, there[1]), there]
            codes += [Path.CURVE4] * 3
            if bend is not None:
                here = bend + half
                points.append(here)
                codes.append(Path.LINETO)
        return Path(np.array(points, dtype=float), codes)

    def _draw_nodes(self, graph) -> None:
        looks = {
            "gate": dict(color=color.paper, mec=color.ink, mew=1.4),
            "input": dict(color=color.paper, mec=color.blue, mew=1.8),
            "constant": dict(color=color.paper, mec=color.line, mew=1.2),
        }
        size = 2 * self.radius * 0.72  # pixels to points
        for kind, look in looks.items():
            where = [k for k, n in enumerate(graph.nodes) if n.kind == kind]
            if where:
                self.artists += self.ax.plot(*self.at[where].T, "o", ms=size, zorder=4, **look)
        self.halo.set_markersize(size + 2 * HALO * 0.72)
        for (x, y), node in zip(self.at, graph.nodes, strict=True):
            self.artists.append(self._symbol(x, y, node))

    def _symbol(self, x, y, node):
        length = len(node.symbol)
        ink = color.blue if node.kind == "input" else color.ink
        look = dict(ha="center", va="center_baseline", color=ink, zorder=5)
        symbol = "" if node.kind == "constant" else node.symbol
        return quick_text(self.ax, x, y, symbol, fontsize=14 if length == 1 else 9.5, **look)

    def _make_texts(self, graph) -> None:
        def text(x, y, ink, **look):
            new = quick_text(self.ax, x, y, "", color=ink, zorder=6, **look)
            self.artists.append(new)
            return new

        number = dict(fontsize=10.5, ha="left")
        right = np.add(self.at, (self.radius + 2 * GAP, 0))
        self.values = [text(x, y + GAP, color.green, va="bottom", **number) for x, y in right]
        for node, value, at in zip(graph.nodes, self.values, self.at, strict=True):
            if node.kind == "constant":  # written in its circle
                value.set(position=at, ha="center", va="center_baseline", fontsize=9.5)
        self.gradients = [text(x, y - GAP, color.orange, va="top", **number) for x, y in right]
        edges = _parts(graph) if self.row > READABLE else []
        small = dict(fontsize=9.5, ha="center", va="center_baseline")
        self.parts = []
        for k, (x, y) in zip(edges, self._part_spots(graph, edges), strict=True):
            ground = Rectangle(
                (x, y - PART[1] / 2), 0, PART[1], fc=color.paper, ec="none", zorder=3
            )
            self.artists.append(self.ax.add_patch(ground))
            self.parts.append((k, text(x, y, color.orange, **small), ground))
        for node, (x, y) in zip(graph.nodes, self.at, strict=True):
            if node.kind == "gate" and node.name:
                name = quick_text(
                    self.ax, x, y + self.radius + HALO, node.name, color=color.muted,
                    fontsize=9.5, ha="center", va="bottom", zorder=6,
                )  # fmt: skip
                self.artists.append(name)

    def _part_spots(self, graph, edges) -> list[np.ndarray]:
        """On its own wire, near the gate, where no other wire, node or number is met."""
        wires = [_dense(w.get_path().to_polygons(closed_only=False)[0]) for w in self.wires]
        level = np.arange(0, WIRE, 6.0)[:, None, None]
        beside = self.at + (self.radius + 2 * GAP, 0) + level * (1, 0)
        heights = np.array([[0, -10], [0, 0], [0, 10]])[:, None, None]
        taken = np.concatenate([np.reshape(beside + heights, (-1, 2)), self.at])
        spots = []
        for k in edges:
            end = self.at[graph.edges[k].target][0] - self.radius - 6 - PART[0] / 2
            own = wires[k][::-1]
            tried = own[(own[:, 0] <= end) & (own[:, 0] > end - self.gap.max() / 2)][::3]
            other = [w for j, w in enumerate(wires) if j != k]
            met = np.concatenate([taken, *other])
            air = (np.abs(tried[:, None] - met) - PART / 2).max(axis=-1).min(axis=1)
            spots.append(tried[air.clip(max=2).argmax()])
            corners = [[i, j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
            taken = np.concatenate([taken, spots[-1] + PART / 2 * corners])
        return spots


def _dense(line: np.ndarray) -> np.ndarray:
    """Points on a broken line, so close that no text slips between them."""
    share = np.linspace(0, 1, 6)[:, None, None]
    return (line[:-1] + share * np.diff(line, axis=0)).reshape(-1, 2)


def _parts(graph: Graph) -> list[int]:
    """The edges that bring only a part of their source's gradient: it has several uses."""
    return [
        k for k, e in enumerate(graph.edges)
        if e.gradient is not None and len(graph.uses_of(e.source)) > 1
    ]  # fmt: skip


def _size(gradient, digits: int) -> str:
    """A gradient in a few digits; of an array its norm."""
    if np.ndim(gradient):
        return f"‖{short(np.linalg.norm(gradient), digits)}‖"
    return short(gradient, digits)


def draw_graph(graph: Graph, step: int | None = None, *, size=(9.0, 4.0)) -> NotebookFigure:
    """A figure of a graph after a step, the last one unless it is given."""
    figure, ax = subplots(size=size)
    view = GraphView(figure, ax)
    view.update(graph)
    view.show(graph, graph.last_step if step is None else step)
    return figure
