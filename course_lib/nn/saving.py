"""Keep a trained network in a file: an .npz of plain arrays, which no code is read from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np

from course_lib import checks
from course_lib.nn.layer import Layer

STORED = ("float16", "float32", "float64")


class Saved(NamedTuple):
    """What a file holds of a network; `Training` has the same two under the same names."""

    params: dict[str, np.ndarray]
    stats: dict[str, np.ndarray]


def save(file, net: Layer, params, stats=None, dtype=None) -> None:
    """Write the parameters of a network, and its running statistics, into an .npz file.

    Parameters
    ----------
    file : str or Path
        Ends in ".npz"; what it held before is lost.
    net : Layer
        Only to check that the parameters are its own: the file holds no network.
    params : dict of str to array
    stats : dict of str to array, optional
        Of batch normalization, as ``training.stats``; left out, the network has none.
    dtype : {"float16", "float32", "float64"}, optional
        How many digits are kept; those of the arrays if not given.

    Examples
    --------
    >>> from course_lib.nn import mlp
    >>> net, folder = mlp((2, 3)), getfixture("tmp_path")
    >>> save(folder / "net.npz", net, net.init(np.random.default_rng(0)))
    >>> sorted(load(folder / "net.npz", net).params)
    ['0.W', '0.b']
    """
    path = _path(file)
    checks.instance("net", net, Layer, "write mlp((784, 512, 10))")
    net.check_params(params)
    if stats is not None:
        checks.instance("stats", stats, Mapping)
    if dtype is not None:
        checks.choice("dtype", dtype, STORED)
    stats = net.stats() if stats is None else stats
    _check_stats(net, stats)
    parts = {"params": params, "stats": stats}
    np.savez_compressed(path, **{
        f"{part}/{name}": np.asarray(value, dtype)
        for part, values in parts.items() for name, value in values.items()
    })  # fmt: skip


def load(file, net: Layer, dtype=None) -> Saved:
    """Read what `save` wrote, for this network.

    Parameters
    ----------
    file : str or Path
    net : Layer
        The network that it was saved for, or one of the same shapes.
    dtype : {"float16", "float32", "float64"}, optional
        To compute with; as it is stored if not given.

    Returns
    -------
    Saved
        Its ``params`` and ``stats``, as `fit`, `predict` and ``Eval(stats)`` take them.

    Raises
    ------
    FileNotFoundError
    ValueError
        ``file must be an .npz file made by save, got notes.npz``, or which parameter does not fit
        the network.
    """
    path = _path(file)
    checks.instance("net", net, Layer, "write mlp((784, 512, 10))")
    if dtype is not None:
        checks.choice("dtype", dtype, STORED)
    found = Saved({}, {})
    for key, value in _arrays(path).items():
        part, _, name = key.partition("/")
        if part not in Saved._fields:
            raise ValueError(f"file must be made by save, got {path.name} with an array {key!r}")
        getattr(found, part)[name] = value if dtype is None else value.astype(dtype)
    try:
        net.check_params(found.params)
        _check_stats(net, found.stats)
    except ValueError as error:
        raise ValueError(f"{path.name} holds another network: {error}") from None
    return found


def _path(file) -> Path:
    if not isinstance(file, str | Path):
        raise TypeError(f"file must be a path, got {file!r:.60}; write 'digits.npz'")
    path = Path(file)
    if path.suffix != ".npz":
        raise ValueError(f"file must end in .npz, got {str(file)!r}; write {path.stem + '.npz'!r}")
    return path


def _arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        # Without pickle a file cannot run code when it is read.
        with np.load(path, allow_pickle=False) as archive:
            return {key: archive[key] for key in archive.files}
    except (BadZipFile, EOFError, ValueError, AttributeError) as error:
        raise ValueError(f"file must be an .npz file made by save, got {path.name}; "
                         f"it cannot be read ({error})") from None  # fmt: skip


def _check_stats(net: Layer, stats) -> None:
    wanted, found = ({k: np.shape(v) for k, v in part.items()} for part in (net.stats(), stats))
    if wanted != found:
        raise ValueError(f"stats must have the shapes {wanted}, got {found}; "
                         "take those of the same training as params")  # fmt: skip
