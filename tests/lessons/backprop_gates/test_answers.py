"""What notebook 13's folded answers say, asked of the explorers and experiments themselves."""

import re
from pathlib import Path

import numpy as np
import pytest

from course_lib import datasets
from course_lib.autodiff import backward, variables
from course_lib.lessons.backprop_gates import explorers
from course_lib.lessons.backprop_gates.neuron import ONE_GATE

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "13_backprop_gates.ipynb"


def node(graph, name):
    return next(k for k, n in enumerate(graph.nodes) if name in (n.name, n.symbol))


def complete_at(graph, name):
    """The first step after which all parts of a gradient have come."""
    k = node(graph, name)
    return next(t for t in range(graph.last_step + 1) if graph.gradient_so_far(k, t)[1])


def parts(graph, name):
    """Gate → the part of the gradient that it sends to a value."""
    return {graph.nodes[e.target].name: e.gradient for e in graph.uses_of(node(graph, name))}


def test_first_graph():
    explorer = explorers.sum_times()
    assert explorer.peek(z=0).gradients == {"x": 0, "y": 0, "z": 3}
    first = explorer.peek()
    assert complete_at(first.graph, "x") == complete_at(first.graph, "y") == 5
    assert first.graph.last_step == 5
    values = {explorer.peek(**{k: v + d}).value for k, v in (("x", -2), ("y", 5), ("z", -4))
              for d in (-1, 1)}  # fmt: skip
    assert max(values) == explorer.peek(x=-3).value == explorer.peek(y=4).value == -8


def test_gates():
    explorer = explorers.gate_rule()
    assert explorer.peek(x=0).gradient.tolist() == [1.5 * -1.5, 0]
    above, below = (explorer.peek(gate="max(x, y)", x=x).gradient.tolist() for x in (-2, 2.5))
    assert (above, below) == ([0, 1.5], [1.5, 0])
    assert explorer.peek(gate="max(x, y)", x=-1.4).gradient.tolist() == [1.5, 0]
    assert explorer.peek(gate="ReLU(x + y)", x=-2).gradient.tolist() == [0, 0]
    # An input that is 1000 times as large: so is the gradient of its weight.
    sizes = []
    for scale in (1, 1000):
        w, x = variables(w=0.3, x=2.0 * scale)
        sizes.append(backward(w * x)[w])
    assert sizes[1] == 1000 * sizes[0]


def test_neuron():
    explorer = explorers.neuron()
    run = explorer.peek(w0=2.5, x0=2.5)
    assert run.score == pytest.approx(5.25)
    assert run.slope == pytest.approx(0.005, abs=5e-4)
    assert max(map(abs, run.gradients.values())) < 0.013
    assert explorer.peek(w2=-0.5).score == 0
    assert explorer.peek(w2=-0.5).slope == 0.25
    assert round(0.25**10 * 1e6) == 1
    for others in ({}, {"w0": -2.0, "x1": -1.0}, {"w1": 2.0, "w2": -2.0}):
        slopes = explorer.peek(x0=0, **others).gradients
        assert [name for name, slope in slopes.items() if not slope] == ["w0"]
    staged, single = explorer.peek(), explorer.peek(drawn=ONE_GATE)
    assert single.gradients == pytest.approx(staged.gradients)
    assert single.graph.last_step < staged.graph.last_step


def test_eight_steps():
    explorer = explorers.eight_steps()
    run = explorer.peek()
    sent = parts(run.graph, "x")
    assert max(sent, key=sent.get) == "xpy"
    assert round(sent["xpy"], 3) == 1.583
    assert round(run.gradients["x"], 2) == 2.06
    assert parts(explorer.peek(y=-3).graph, "x")["xpy"] == 0
    assert complete_at(run.graph, "y") == run.graph.last_step == 17
    assert run.graph.nodes[run.graph.active_gate(17)].name == "sigy"
    far = explorer.peek(x=6, y=6)
    assert max(map(abs, far.gradients.values())) < 0.01
    assert far.graph.nodes[node(far.graph, "den")].value == pytest.approx(145, abs=0.5)


def test_with_equals_the_last_part_stays():
    sent = [parts(explorers.eight_steps().peek().graph, k) for k in "xy"]
    assert round(sent[0]["num"], 4) == 0.5121
    assert round(sent[1]["sigy"], 6) == 0.009046


def test_typed_formula():
    explorer = explorers.typed_formula()
    cube = explorer.peek(formula="x * x * x", good="x * x * x")
    x = 0.5
    assert len(cube.graph.uses_of(node(cube.graph, "x"))) == 3
    assert cube.gradients["x"] == pytest.approx(3 * x**2)
    softmax = "exp(x) / (exp(x) + exp(y))"
    run = explorer.peek(formula=softmax, good=softmax)
    p = run.value
    assert run.gradients == pytest.approx({"x": p * (1 - p), "y": -p * (1 - p)})
    hinge = "max(w*x + b, 0)"
    for b in (-5.0, -1.1, -0.9, 5.0):
        slopes = explorer.peek(formula=hinge, good=hinge, third=b).gradients
        assert any(slopes.values()) == (0.5 * 2.0 + b > 0)


def test_layers():
    explorer = explorers.layer_gradients()
    still = explorer.peek(x1=0).gradients[0]
    assert not still[:, 1].any()
    assert still[:, [0, 2]].all()
    yes, no = explorer.peek(), explorer.peek(positive=False)
    for a, b in zip(yes.a, no.a, strict=True):
        np.testing.assert_array_equal(a, b)
    for a, b in zip(yes.delta, no.delta, strict=True):
        assert (np.sign(a) == -np.sign(b)).all()

    def first_error(scale):
        return np.linalg.norm(explorer.peek(scale=scale).delta[0])

    assert first_error(0.1) < first_error(1) / 10
    assert first_error(10) < first_error(1) / 10
    for scale in np.geomspace(0.1, 10, 41):
        deltas = explorer.peek(scale=scale).delta
        assert np.linalg.norm(deltas[0]) < np.linalg.norm(deltas[-1]) / 10


def test_a_million_paths_and_forty_wires():
    (a,) = variables(a=1.0)
    out = a
    for _ in range(20):
        out = out + out
    assert backward(out)[a] == 2**20 > 10**6  # all slopes are 1: the number of paths


def test_four_fifths_of_the_birds_are_no_chinstraps():
    assert np.mean(datasets.load_penguins().y != 1) == pytest.approx(0.80, abs=0.005)


def torch_example():
    """The block of the notebook that uses PyTorch, and the numbers in its last comment."""
    import json

    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    code = re.search(r"```python\n(import torch\n.*?)```", text, re.DOTALL).group(1)
    return code, [float(number) for number in code.rsplit("#", 1)[1].split(",")]


def test_pytorchs_numbers_are_the_librarys():
    run = explorers.eight_steps().peek()
    found = [run.value, run.gradients["x"], run.gradients["y"]]
    assert torch_example()[1] == np.round(found, 4).tolist()


@pytest.mark.oracle
def test_pytorch_prints_them(capsys):
    code, numbers = torch_example()
    exec(code, {})
    printed = [float(word) for word in capsys.readouterr().out.split()]
    assert np.round(printed, 4).tolist() == numbers


@pytest.mark.oracle
def test_pytorch_adds_to_its_inputs_and_clears_between():
    import torch

    a = torch.tensor(3.0, requires_grad=True)
    out = (a * a) * (a * a)
    seen = []
    for _ in range(3):
        out.backward(retain_graph=True)
        seen.append(a.grad.item())
    assert seen == [108, 216, 324]
