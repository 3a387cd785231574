"""A network comes back from its file as it was, and a file that is not its own is refused."""

import numpy as np
import pytest

from course_lib.nn import BatchNorm, Eval, load, mlp, predict, save

NET = mlp((4, 3, 2), norm=BatchNorm)


@pytest.fixture
def trained():
    rng = np.random.default_rng(0)
    params = NET.init(rng)
    stats = {name: rng.uniform(1, 2, np.shape(value)) for name, value in NET.stats().items()}
    return params, stats


def test_what_is_saved_comes_back(tmp_path, trained):
    save(tmp_path / "net.npz", NET, *trained)
    saved = load(str(tmp_path / "net.npz"), NET)
    for before, after in zip(trained, saved, strict=True):
        assert before.keys() == after.keys()
        for name in before:
            np.testing.assert_array_equal(before[name], after[name])
    X = np.random.default_rng(1).normal(size=(5, 4))
    old, new = (predict(NET, p, X, Eval(s)) for p, s in (trained, saved))
    np.testing.assert_array_equal(old, new)


def test_fewer_digits(tmp_path, trained):
    save(tmp_path / "net.npz", NET, *trained, dtype="float16")
    stored, wide = (load(tmp_path / "net.npz", NET, dtype) for dtype in (None, "float32"))
    assert {v.dtype for v in stored.params.values()} == {np.dtype("float16")}
    assert {v.dtype for v in wide.params.values()} == {np.dtype("float32")}
    for name, value in trained[0].items():
        np.testing.assert_allclose(wide.params[name], value, rtol=1e-3, atol=1e-6)


def test_the_second_save_replaces_the_first(tmp_path, trained):
    file = tmp_path / "net.npz"
    save(file, NET, *trained)
    save(file, NET, {name: value + 1 for name, value in trained[0].items()}, trained[1])
    assert load(file, NET).params["0.W"][0, 0] == trained[0]["0.W"][0, 0] + 1


@pytest.mark.parametrize(
    ("file", "kind", "words"),
    [
        ("net.txt", ValueError, r"file must end in \.npz, got 'net\.txt'; write 'net.npz'"),
        (7, TypeError, "file must be"),
    ],
)
def test_names_of_files(file, kind, words, trained):
    with pytest.raises(kind, match=words):
        save(file, NET, *trained)
    with pytest.raises(kind, match=words):
        load(file, NET)


def test_bad_input_when_saving(tmp_path, trained):
    file, (params, stats) = tmp_path / "net.npz", trained
    with pytest.raises(ValueError, match=r"has a parameter '0\.W'"):
        save(file, mlp((5, 2)), params)
    with pytest.raises(ValueError, match="stats must have the shapes"):
        save(file, NET, params, {})
    with pytest.raises(ValueError, match="dtype must be one of"):
        save(file, NET, params, stats, dtype="int8")
    with pytest.raises(TypeError, match="net must be"):
        save(file, "net", params)
    assert not file.exists()


def test_bad_files(tmp_path, trained):
    file = tmp_path / "net.npz"
    with pytest.raises(FileNotFoundError):
        load(file, NET)
    save(file, NET, *trained)
    with pytest.raises(ValueError, match=r"net\.npz holds another network: .*'0\.W' of shape"):
        load(file, mlp((4, 2)))
    with pytest.raises(ValueError, match=r"net\.npz holds another network"):
        load(file, mlp((4, 3, 2)))
    with pytest.raises(ValueError, match="dtype must be one of"):
        load(file, NET, "int8")
    np.savez(file, pixels=np.ones(3))
    with pytest.raises(ValueError, match=r"made by save, got net\.npz with an array 'pixels'"):
        load(file, NET)
    for content in (b"", b"not a zip", b"PK\x03\x04 cut off"):
        file.write_bytes(content)
        with pytest.raises(ValueError, match=r"an \.npz file made by save, got net\.npz"):
            load(file, NET)


def test_code_in_a_file_is_not_run(tmp_path):
    file = tmp_path / "net.npz"
    np.savez(file, **{"params/0.W": np.array([print], dtype=object)})
    with pytest.raises(ValueError, match="cannot be read"):
        load(file, NET)
