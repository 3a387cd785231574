"""A graph of gates with a player: the view of sum_times, eight_steps and typed_formula."""

from __future__ import annotations

from course_lib.plots.graph import GraphView


class GatesView:
    """One graph, gone through step by step; after the last step its gradients in a sentence."""

    def __init__(self, figure):
        self.graph = GraphView(figure)

    def update(self, run):
        self.graph.update(run.graph)

    def show(self, run, t):
        last = t == run.graph.last_step
        self.graph.show(run.graph, t, conclusion=run.answer if last else "")
