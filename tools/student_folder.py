"""The folder ``student/``: a copy of every notebook to write in, which no update overwrites.

``python -m tools.student_folder`` brings it up to date and says what it did. A student's work is
the text of the cells, in their order, and the pictures pasted into them; outputs, counters and
widget states are not, so a notebook that was only run is still untouched. Its outputs are kept all
the same: they may be those of a long training.

=================================  =========================================================
the student's copy                 what an update does
=================================  =========================================================
missing, or deleted                writes it (so to start over: delete the copy, run again)
untouched                          replaces it by the newer edition; one with outputs stays
                                   as ``NAME.earlier.ipynb``
touched                            keeps it, and lays a newer edition beside it, once, as
                                   ``NAME.new.ipynb``
any, but the record of what was    keeps it likewise: what cannot be proved untouched is
written is lost, or it is no       touched
notebook any more
=================================  =========================================================

The record ``.edition.json`` lists, by file name, the digests of all editions that were ever given
out: a copy is untouched exactly if its digest is among them. `tools.shared_folder` sees to it that
a save in the middle of an update is not lost, nor anything else when the update is killed.
"""

import hashlib
import json
import pathlib
import sys
from dataclasses import dataclass, field

import nbformat

from tools.shared_folder import SharedFolder, alone_in
from tools.student_edition import student_edition

ROOT = pathlib.Path(__file__).resolve().parent.parent
RECORD, README = ".edition.json", "README.md"

NOTICE = """\
> **A newer edition of this notebook.** You have worked in your own copy, so it was kept as it was:
> the file without `.new` in its name, in this folder. Go on in whichever you like. To change over,
> bring your answers here, delete the old copy, and give this file its name."""

WELCOME = """\
# Your notebooks

Work here: these copies are yours. An update of the course renews the copies that you have not
changed and **never** overwrites one that you have: then the newer edition is laid beside it as
`NAME.new.ipynb`. Running cells and moving sliders changes nothing; writing in a cell does. When a
copy that you have only run is renewed, the one with your outputs stays as `NAME.earlier.ipynb`;
delete it when you need it no more. To start a notebook over, delete or rename your copy and run
`make lab` again.

The same notebooks, solved and with their outputs, are in [notebooks](../notebooks/). Begin with
[00_start_here](../notebooks/00_start_here.ipynb).
"""
KEPT = """
## Kept, since you have worked in them

| your copy | a newer edition |
|---|---|
"""


@dataclass
class Update:
    """What one update did, by the names of files in the student's folder."""

    written: list = field(default_factory=list)
    renewed: list = field(default_factory=list)
    laid_beside: dict = field(default_factory=dict)
    earlier: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def sentences(self):
        """Say it for the terminal."""
        if self == Update():
            yield "student/ is up to date."
        if self.written:
            yield f"Written into student/: {', '.join(self.written)}."
        if self.renewed:
            yield f"Renewed, since you had not changed them: {', '.join(self.renewed)}."
        for name, beside in self.laid_beside.items():
            yield (
                f"Kept student/{name}, since you have worked in it; "
                f"the newer edition lies beside it: student/{beside}."
            )
        for name, earlier in self.earlier.items():
            yield f"The outputs of your student/{name} are kept in student/{earlier}."
        yield from self.problems


def notebook_digest(content):
    """Digest of the work in a notebook: kinds, sources and attachments of its cells, in order.

    Parameters
    ----------
    content : bytes
        An ``.ipynb`` file.

    Returns
    -------
    str or None
        Equal for two notebooks that differ only in outputs, counters, ids, metadata and the
        notice of a newer edition. None for what is no notebook: it may hold anything.
    """
    try:
        cells = [_work(cell) for cell in json.loads(content)["cells"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    work = [cell for cell in cells if cell != ["markdown", NOTICE, {}]]
    return _digest(json.dumps(work, sort_keys=True).encode())


def _work(cell):
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    return [cell["cell_type"], text, cell.get("attachments") or {}]


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def has_results(content):
    """Whether a notebook, or what may have been one, holds anything but what was given out."""
    try:
        return any(cell.get("outputs") for cell in json.loads(content)["cells"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return True


class StudentFolder:
    """One update of a student's folder.

    Parameters
    ----------
    folder : pathlib.Path
        Where the student works; made if missing.
    """

    def __init__(self, folder):
        self.files, self.update = SharedFolder(folder), Update()
        self.given = self._read_record()
        self.update.earlier.update(self.files.recover(self._is_worth_keeping))

    def bring(self, name, content, newer, digest):
        """Bring one file to its newest edition, or lay that beside a touched one.

        Parameters
        ----------
        name : str
        content, newer : bytes
            The edition, as the copy itself and as a file beside it.
        digest : callable
            Content (bytes) to the digest of the work in it, or None.
        """
        given = self.given.setdefault(name, [])
        edition = digest(content)
        if self._current(name, digest) != edition:
            try:
                was_there = self._put(name, content, digest, given)
            except FileExistsError:
                if given[-1:] != [edition]:
                    self._lay_beside(name, newer, digest, [edition, *given])
            else:
                said = self.update.renewed if was_there else self.update.written
                said += [name] * (name != README)
        self.given[name] = [old for old in given if old != edition] + [edition]

    def save_record(self):
        """Remember the editions given out."""
        record = json.dumps(self.given, indent=1, sort_keys=True).encode()
        if self.files.read(RECORD) != record:
            self.files.overwrite(RECORD, record)

    def newer_editions(self):
        """Pairs (a notebook's name, a newer edition's name) that are in the folder now."""
        for name in sorted(set(self.given) - {README}):
            stem, _, suffix = name.rpartition(".")
            for pattern in (f"{stem}.new.{suffix}", f"{stem}.new-[0-9]*.{suffix}"):
                yield from ((name, path.name) for path in sorted(self.files.path.glob(pattern)))

    def _read_record(self):
        try:
            given = json.loads((self.files.path / RECORD).read_bytes())
            if all(isinstance(x, str) for editions in given.values() for x in editions):
                return {name: list(editions) for name, editions in given.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            pass
        self.update.problems.append(
            f"student/{RECORD} could not be read, so every copy that differs from the newest "
            "edition was taken for yours and kept."
        )
        return {}

    def _current(self, name, digest):
        content = self.files.read(name)
        return None if content is None else digest(content)

    def _is_worth_keeping(self, name, content):
        if name == README:
            return _digest(content) not in self.given.get(name, [])
        return notebook_digest(content) not in self._given_as(name) or has_results(content)

    def _given_as(self, name):
        """The editions given out as a copy or, ``NAME.new.ipynb``, beside it."""
        stem, _, suffix = name.rpartition(".")
        return self.given.get(f"{stem.partition('.new')[0]}.{suffix}", [])

    def _put(self, name, content, digest, given):
        """Write a missing file, or renew an untouched one; whether there was one.

        `FileExistsError` for a touched one.
        """
        if not self.files.exists(name):
            self.files.add(name, content)
            return False
        if self._current(name, digest) not in given:
            raise FileExistsError(f"{name} is the student's")
        earlier = self.files.replace(
            name, content, lambda old: digest(old) in given, self._is_worth_keeping
        )
        if earlier:
            self.update.earlier[name] = earlier
        return True

    def _lay_beside(self, name, newer, digest, given):
        stem, _, suffix = name.rpartition(".")
        number = 1
        while True:
            beside = f"{stem}.new{'' if number == 1 else f'-{number}'}.{suffix}"
            try:
                if self._current(beside, digest) != digest(newer):
                    self._put(beside, newer, digest, given)
            except FileExistsError:
                number += 1
            else:
                self.update.laid_beside[name] = beside
                return


def update_folder(notebooks=ROOT / "notebooks", folder=ROOT / "student"):
    """Bring the student's folder up to date with the course's notebooks.

    Parameters
    ----------
    notebooks, folder : pathlib.Path
        The solved notebooks, and where the student works.

    Returns
    -------
    Update
        A notebook of which no edition could be made is a line in `problems`; the rest goes on.
    """
    folder.mkdir(exist_ok=True)
    with alone_in(folder):
        return _bring_all(notebooks, StudentFolder(folder))


def _bring_all(notebooks, student):
    for path in sorted(notebooks.glob("*.ipynb")):
        try:
            student.bring(path.name, *_editions(path), notebook_digest)
        except (OSError, ValueError, AttributeError, KeyError) as error:
            student.update.problems.append(f"No student's copy of {path.name}: {error}")
    page = _readme(student).encode()
    student.bring(README, page, page, _digest)
    student.save_record()
    return student.update


def _editions(path):
    """The student's edition, and the same under a notice that it is the newer one."""
    edition = student_edition(nbformat.read(path, as_version=4))
    plain = nbformat.writes(edition).encode() + b"\n"
    notice = nbformat.v4.new_markdown_cell(NOTICE, id="newer-edition")
    edition.cells.insert(0, notice)
    return plain, nbformat.writes(edition).encode() + b"\n"


def _readme(student):
    pairs = list(student.newer_editions())
    rows = "".join(f"| [{a}]({a}) | [{b}]({b}) |\n" for a, b in pairs)
    return WELCOME + (KEPT + rows if pairs else "")


def main():
    """Update ``student/`` and say what happened; the exit status is 1 after a problem."""
    try:
        update = update_folder()
    except OSError as error:
        sys.exit(f"The student's folder could not be written: {error}")
    print(*update.sentences(), sep="\n")
    return 1 if update.problems else 0


if __name__ == "__main__":
    sys.exit(main())
