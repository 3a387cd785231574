"""A number or array that remembers how it was made, and the decorator that makes gates."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps

import numpy as np

from course_lib import checks
from course_lib.autodiff.dual import Dual


class Tensor:
    """A value in a computation: an input, a constant, or what a gate made of other tensors.

    Parameters
    ----------
    value : number or array
        Numbers become Python floats, which is fast for scalar graphs; whole numbers in arrays
        become float64; float32 and float64 stay what they are, and are *not copied*: whoever
        changes such an array in place changes the tensor's value too. Give ``array.copy()`` where
        that must not be. A `Dual` stays what it is: forward mode.
    requires_grad : bool
        Whether `backward` looks for this tensor's gradient. A number or array handed to a gate
        directly is a constant.
    name : str
        Shown in drawings.

    Attributes
    ----------
    gate : str
        The gate that made it; "" for inputs and constants.
    inputs : tuple of Tensor
        What the gate was given; a tensor that needs no gradient remembers none.
    pull : callable or None
        The gate's local rule: gradient of this tensor → gradients of the inputs.

    Notes
    -----
    Gradients are not stored here: `backward` returns them. So nothing has to be set to zero, and
    the second call gives what the first one gave.

    Examples
    --------
    >>> x, y = Tensor(3.0, name="x"), Tensor(-4.0, name="y")
    >>> x * y
    Tensor(-12.0, gate='multiply')
    >>> x * [1, 2]
    Tensor([3. 6.], gate='multiply')
    >>> Tensor([[1, 5], [7, 3]]).max(axis=0)  # methods as numpy's arrays have them
    Tensor([7. 5.], gate='max')
    """

    __slots__ = ("gate", "inputs", "name", "pull", "requires_grad", "value")
    __array_ufunc__ = None  # numpy leaves array * tensor to the tensor

    def __init__(self, value, requires_grad: bool = True, name: str = ""):
        self.value = _clean(value)
        self.requires_grad = requires_grad is True or checks.flag("requires_grad", requires_grad)
        self.name = name if type(name) is str else checks.text("name", name)
        self.gate, self.inputs, self.pull = "", (), None

    def named(self, name: str) -> Tensor:
        """The same tensor, with a name for drawings: ``q = (x + y).named("q")``."""
        self.name = checks.text("name", name)
        return self

    @property
    def shape(self) -> tuple[int, ...]:
        return np.shape(self.value)

    @property
    def ndim(self) -> int:
        return np.ndim(self.value)

    @property
    def size(self) -> int:
        """How many entries it has, as numpy means it; PyTorch's ``x.size()`` is ``x.shape``."""
        return np.size(self.value)

    @property
    def dtype(self) -> np.dtype:
        return np.result_type(self.value)

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("a tensor of shape () has no length")
        return len(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __bool__(self):
        raise TypeError("a tensor is neither true nor false; compare its value: x.value > 0")

    def __repr__(self) -> str:
        shown = repr(self.value)
        if type(self.value) is not Dual:
            shown = np.array2string(np.asarray(self.value), precision=6, threshold=20)
        about = f", gate={self.gate!r}" if self.gate else ""
        about += f", name={self.name!r}" if self.name else ""
        about += "" if self.requires_grad else ", constant"
        return f"Tensor({shown}{about})"


def _clean(value):
    """A Python float, a float32 scalar, an array of floats, or a Dual."""
    if type(value) is float or type(value) is Dual:
        return value
    if isinstance(value, Tensor):
        raise TypeError("value must be a number or an array, got a Tensor; use its .value")
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = None
    if array is None or array.dtype.kind not in "fiu":
        raise TypeError(f"value must be a number or an array of numbers, got {value!r:.60}")
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    # Double precision numbers are kept as Python floats: the same bits, and several times faster.
    return array if array.ndim else _plain(array[()])


def _plain(number):
    return float(number) if type(number) is np.float64 else number


def as_tensor(value) -> Tensor:
    """The tensor itself; anything else becomes a constant."""
    return value if type(value) is Tensor else Tensor(value, requires_grad=False)


def _input(gate: str, names, k: int, value) -> Tensor:
    """The k-th input of a gate as a tensor."""
    try:
        return as_tensor(value)
    except TypeError:
        name = names[min(k, len(names) - 1)]
        raise TypeError(f"{name} must be a Tensor, a number or an array of numbers, got "
                        f"{value!r:.60}; it is an input of {gate}") from None  # fmt: skip


def _call(gate: str, inputs, settings) -> str:
    """What a gate was asked to do, for its errors."""
    text = f"{gate} of " + " and ".join(str(x.shape) for x in inputs)
    return text + "".join(f", {key} = {value!r:.40}" for key, value in settings.items())


def variables(**values) -> tuple[Tensor, ...]:
    """Named inputs in the order written: ``x, y, z = variables(x=-2, y=5, z=-4)``.

    Examples
    --------
    >>> x, y = variables(x=-2, y=5)
    >>> x
    Tensor(-2., name='x')
    """
    return tuple(
        Tensor(_input("variables", [name], 0, value).value, name=name)
        for name, value in values.items()
    )


def gate(rule: Callable) -> Callable:
    r"""Make a gate of a rule: values in, value and local rule out.

    .. math:: z = g(x, y), \qquad
              \bar z \mapsto \left(\bar z\, \frac{\partial z}{\partial x},
              \bar z\, \frac{\partial z}{\partial y}\right), \qquad
              \bar z = \frac{\partial L}{\partial z}

    Parameters
    ----------
    rule : callable
        ``rule(x, y, ..., *, setting)`` takes plain values and returns the pair ``value, pull``;
        ``pull(dz)`` returns one gradient for each positional argument. A gradient that is costly
        may be given as a function without arguments: it is called only where it is needed.
        Keyword arguments are settings and get no gradient.

    Returns
    -------
    callable
        Takes tensors, numbers or arrays and returns a Tensor; the rule stays at hand as ``.rule``.

    Notes
    -----
    The rule need not know of broadcasting: `backward` sums a gradient over the axes along which
    its input was repeated.

    Examples
    --------
    >>> @gate
    ... def cube(x):
    ...     return x**3, lambda dy: (3 * x**2 * dy,)
    >>> cube(Tensor(2.0))
    Tensor(8., gate='cube')
    """
    checks.function("rule", rule, "write @gate above a function")
    name = rule.__name__
    new = object.__new__
    signature = inspect.signature(rule)
    names = [p.name for p in signature.parameters.values() if p.kind is not p.KEYWORD_ONLY]
    least = len(names) if "parts" not in names else 0

    @wraps(rule)
    def apply(*inputs, **settings):
        needed = False
        if len(inputs) < least:  # inputs given by name
            given = signature.bind(*inputs, **settings).arguments
            inputs = tuple(given[x] for x in names)
            settings = {key: x for key, x in settings.items() if key not in names}
        for x in inputs:
            if type(x) is not Tensor:
                tensors = [_input(name, names, k, x) for k, x in enumerate(inputs)]
                return apply(*tensors, **settings)
            needed = needed or x.requires_grad
        try:
            value, pull = rule(*[x.value for x in inputs], **settings)
        except ValueError as error:
            raise ValueError(f"{_call(name, inputs, settings)}: {error}") from None
        except (TypeError, IndexError) as error:
            kind = IndexError if isinstance(error, IndexError) else TypeError
            raise kind(f"{_call(name, inputs, settings)}: {error}") from error
        node = new(Tensor)
        node.value = float(value) if type(value) is np.float64 else value  # as in _plain
        node.requires_grad = needed
        node.name = ""
        node.gate, node.inputs, node.pull = (name, inputs, pull) if needed else ("", (), None)
        return node

    apply.rule = rule
    return apply
