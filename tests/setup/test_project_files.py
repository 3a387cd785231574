"""The files around the code agree with one another and with what is there."""

import hashlib
import importlib.resources
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
import yaml

import course_lib

pytestmark = pytest.mark.tools

ROOT = pathlib.Path(__file__).parents[2]
LISTS = sorted(ROOT.glob("requirements*.txt"))
DATA_ROW = re.compile(r"^\| `([^`]+)` \| (\d+) \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_data_file_has_a_row_with_its_size_and_checksum():
    rows = {
        name: (int(size), digest) for name, size, digest in DATA_ROW.findall(read("data/README.md"))
    }
    files = {path.name: path for path in (ROOT / "data").iterdir() if path.is_file()}
    files.pop("README.md")
    assert set(rows) == set(files)
    for name, path in files.items():
        content = path.read_bytes()
        assert rows[name] == (len(content), hashlib.sha256(content).hexdigest()), name


def test_the_licence_texts_that_the_data_notices_name_are_there():
    named = set(re.findall(r"\]\((licenses/[^)]+)\)", read("data/README.md")))
    there = {f"licenses/{path.name}" for path in (ROOT / "data/licenses").iterdir()}
    assert named == there


def test_every_pinned_list_names_no_index_and_the_hashed_ones_hash_every_line():
    assert len(LISTS) == 3
    for path in LISTS:
        assert not re.search(r"://|--index|--extra-index|--find-links", path.read_text()), path.name
    for name in ("requirements.txt", "requirements-browser.txt"):
        text = read(name)
        assert len(re.findall(r"^[a-z].*==", text, re.MULTILINE)) == len(
            re.findall(r"^[a-z].*\\\n    --hash=sha256:", text, re.MULTILINE)
        )


def pinned(name):
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", read(name), re.MULTILINE))


@pytest.mark.parametrize("extra", ["requirements-browser.txt", "requirements-oracles.txt"])
def test_an_extra_list_changes_no_version_of_the_main_one(extra):
    main, other = pinned("requirements.txt"), pinned(extra)
    assert {name: other[name] for name in main.keys() & other} == {
        name: main[name] for name in main.keys() & other
    }


def test_everything_asked_for_is_pinned():
    for path in ROOT.glob("requirements*.in"):
        asked = re.findall(r"^[\w-]+", path.read_text(), re.MULTILINE)
        assert set(asked) <= set(pinned(path.with_suffix(".txt").name))


def test_conda_and_binder_share_the_one_list():
    assert "- -r requirements.txt" in read("environment.yml")
    for script in ("postBuild", ".ci/run"):
        assert os.access(ROOT / script, os.X_OK), f"{script} must be executable"
        subprocess.run(["bash", "-n", ROOT / script], check=True)


def targets(text):
    """The make targets that a text calls."""
    return set(re.findall(r"\bmake ([a-z]+)\b", text))


def test_every_make_target_that_is_named_exists():
    known = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md", ".ci/run", "benchmarks/README.md"):
        assert targets(read(page)) <= known, page
    # make ready is what the others begin with.
    shown = set(re.findall(r"^([a-z]+):.*## ", read("Makefile"), re.MULTILINE))
    assert shown - {"lab", "clean"} <= targets(read("CONTRIBUTING.md")) | {"lab", "clean"}


def workflow(name):
    return yaml.safe_load(read(f".github/workflows/{name}.yml"))


def commands(job):
    return {step["run"] for step in job["steps"] if "run" in step}


def test_the_workflow_runs_what_ci_runs_on_every_supported_python():
    jobs = workflow("checks")["jobs"]
    ran = set().union(*map(commands, jobs.values()))
    assert ran == {f"make {name}" for name in targets(read(".ci/run"))}
    assert {name: commands(job) for name, job in jobs.items()} == {
        name: {f"make {name}"} for name in jobs
    }
    matrix = jobs["test"]["strategy"]["matrix"]
    promised = re.search(r"You need Python ([\d., or]+) and `make`", read("README.md"))[1]
    assert matrix["python"] == re.findall(r"[\d.]+\d", promised)
    assert {system.partition("-")[0] for system in matrix["system"]} == {"ubuntu", "macos"}


def test_once_a_week_the_newest_releases_are_tried():
    fresh = workflow("fresh")
    (schedule,) = fresh[True]["schedule"]  # YAML 1.1 reads the key "on" as true
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", schedule["cron"])
    steps = [step["run"] for step in fresh["jobs"]["test"]["steps"] if "run" in step]
    (lock,) = (step for step in steps if step.startswith("make lock"))
    assert steps.index(lock) < steps.index("make test") < steps.index("make oracles")
    said = subprocess.run(
        ["make", "-n", *lock.split()[1:]], cwd=ROOT, capture_output=True, text=True
    )
    runs_on = fresh["jobs"]["test"]["steps"][1]["with"]["python-version"]
    assert said.stdout.count(f"--python-version {runs_on} --upgrade") == 3
    assert 'echo "torch" >>' in said.stdout  # none is pinned


def test_pre_commit_runs_the_tools_of_the_project():
    (repo,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    hooks = {hook["id"]: hook for hook in repo["hooks"]}
    assert set(hooks) == {"ruff-check", "ruff-format", "notebook-rules"}
    for hook in hooks.values():
        assert hook["entry"].startswith(".venv/bin/python -m ")
        module = hook["entry"].split()[2].replace(".", "/")
        assert module == "ruff" or (ROOT / module / "__main__.py").exists()
    notebooks = [f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")]
    assert all(re.search(hooks["notebook-rules"]["files"], name) for name in notebooks)


def test_one_version_everywhere():
    version = re.search(r'^version = "(.+)"$', read("pyproject.toml"), re.MULTILINE)[1]
    citation = yaml.safe_load(read("CITATION.cff"))
    newest = re.search(r"^## ([\d.]+), (\d{4}-\d\d-\d\d)$", read("CHANGELOG.md"), re.MULTILINE)
    assert course_lib.__version__ == citation["version"] == newest[1] == version
    assert citation["date-released"] == newest[2]


def table_rows():
    return re.findall(r"^\| (\[?\d\d [^|]*?) \|", read("README.md"), re.MULTILINE)


def test_the_readme_lists_the_25_notebooks_in_order():
    numbers = [int(re.search(r"\d\d", row).group()) for row in table_rows()]
    assert numbers == list(range(25))


def test_the_readme_links_every_notebook():
    rows = table_rows()
    linked = {m.group(1) for m in (re.search(r"\(notebooks/(.+)\.ipynb\)", r) for r in rows) if m}
    assert linked == {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    for row in rows:
        assert "](" in row


PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE-texts.md", "data/README.md"]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", read(page)):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_a_checkout_with_windows_line_ends_has_every_byte_as_it_was(tmp_path):
    names = [".gitattributes", "Makefile", "tools/setup.sh", "data/zoo.csv"]
    names += ["notebooks/00_start_here.ipynb", "course_lib/explorers/live.js"]
    for name in names:
        (tmp_path / "from" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "from" / name)

    def git(*words, cwd=tmp_path / "from"):
        me = ["-c", "user.name=a", "-c", "user.email=a@b"]
        windows = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
        subprocess.run(["git", *me, *windows, *words], cwd=cwd, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "all")
    git("clone", "-q", "from", "to", cwd=tmp_path)
    for name in names:
        assert (tmp_path / "to" / name).read_bytes() == (ROOT / name).read_bytes(), name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The course as a wheel, built from a copy so that nothing is left in the checkout."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    source.mkdir()
    for name in ("course_lib", "data"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = f"import setuptools.build_meta as b; b.build_wheel({str(place)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    return zipfile.ZipFile(next(place.glob("*.whl")))


def test_the_wheel_carries_every_module_and_every_file_of_the_package(wheel):
    package = ROOT / "course_lib"
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in [*package.rglob("*"), *(package / "data").rglob("*")]
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected <= set(wheel.namelist())
    assert "course_lib/data/toyota_corolla.csv" in expected


def test_data_are_read_from_the_wheel_without_the_checkout(wheel, tmp_path):
    wheel.extractall(tmp_path)
    program = """
import importlib.resources, pathlib, course_lib
data = importlib.resources.files("course_lib") / "data"
assert "Price" in (data / "toyota_corolla.csv").read_text().splitlines()[0]
print(course_lib.__file__)
"""
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.startswith(str(tmp_path))


def test_the_checkout_has_the_data_once():
    assert (ROOT / "course_lib/data").is_symlink()
    data = importlib.resources.files("course_lib") / "data"
    assert pathlib.Path(str(data)).resolve() == ROOT / "data"
