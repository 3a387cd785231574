"""Writing into a folder where someone else may save at any moment, and where we may be killed.

A file that is there is never written over. It is taken away under a hidden name first, looked at
there, and put back if it is not ours to replace: between the look and the replacement there is no
moment at which a save could be lost. A new file appears whole, and only where there is none.

A save that is under way goes on in the file that was taken away: JupyterLab writes in place, and
has emptied the file by then, so that it is seen to be no edition and put back. A save that begins
later finds no file, or the new one, and is there when we come.
"""

import contextlib
import os
import pathlib

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

TAKEN, UNFINISHED = ".taken", ".unfinished"


@contextlib.contextmanager
def alone_in(folder, on_wait=None):
    """Wait until no other process of ours works in the folder, and keep them out meanwhile.

    The kernel lets go when the process ends, however it ends. Nothing is locked where the system
    has no such locks (Windows) or the file system none (some network drives).
    """
    with contextlib.ExitStack() as stack:
        if fcntl is not None:
            folder_file = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, folder_file)
            _wait_for(folder_file, on_wait)
            # A process that was forked meanwhile has the file open too, and would keep the lock.
            stack.callback(_let_go, folder_file)
        yield


def _wait_for(file, on_wait):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if on_wait is not None:
            on_wait()
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:
        pass


def _let_go(file):
    with contextlib.suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_UN)


def move(source, target):
    """Give a file another name, which must be free.

    Raises
    ------
    FileExistsError
        Whatever stands under the name stays.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except (OSError, AttributeError, NotImplementedError):  # no links: exFAT, Windows, Android
        if os.path.lexists(target):
            raise FileExistsError(f"{target} is there") from None
        os.rename(source, target)
    else:
        os.unlink(source)


class SharedFolder:
    """The files of a folder, added and replaced so that nobody else's are lost.

    Parameters
    ----------
    path : pathlib.Path
        Made if missing.
    """

    def __init__(self, path):
        path.mkdir(exist_ok=True)
        self.path = path

    def add(self, name, content):
        """Write a new file; `FileExistsError` where there is one by then."""
        with self._written(name, content) as unfinished:
            move(unfinished, self.path / name)

    def overwrite(self, name, content):
        """Write a file that nobody else writes."""
        with self._written(name, content) as unfinished:
            os.replace(unfinished, self.path / name)

    def replace(self, name, content, is_ours, is_worth_keeping):
        """Put new content in the place of a file that is ours.

        Parameters
        ----------
        name : str
        content : bytes
        is_ours : callable
            Told the content, decides whether the file may be replaced.
        is_worth_keeping : callable
            Told name and content, decides whether a file that is ours is kept under another name.

        Returns
        -------
        str or None
            The other name, if the old file was kept.

        Raises
        ------
        FileExistsError
            The file was not ours, or another appeared: it stands where it stood.
        """
        with self._written(name, content) as unfinished:
            taken = self._hidden(name, TAKEN)
            os.rename(self.path / name, taken)
            old = self.read(taken.name)
            if old is None or not is_ours(old):
                self._put_back(name)
                raise FileExistsError(f"{name} is not ours to replace")
            worth_keeping = is_worth_keeping(name, old)
            try:
                move(unfinished, self.path / name)
            except FileExistsError:  # saved anew meanwhile
                self._put_aside(name, worth_keeping)
                raise
            except OSError:  # no space for a name
                self._put_back(name)
                raise
        return self._put_aside(name, worth_keeping)

    def recover(self, is_worth_keeping):
        """Tidy up after an update that was killed.

        Returns
        -------
        dict
            Names of files that had been taken away, and the names under which they are kept.
        """
        for path in self.path.glob(f".*{UNFINISHED}"):
            path.unlink()
        kept = {}
        for taken in sorted(self.path.glob(f".*{TAKEN}")):
            name = taken.name[1 : -len(TAKEN)]
            with contextlib.suppress(FileExistsError):
                move(taken, self.path / name)
                continue
            twice = (self.path / name).exists() and taken.samefile(self.path / name)
            old = self.read(taken.name)
            worth = not twice and (old is None or is_worth_keeping(name, old))
            if where := self._put_aside(name, worth):
                kept[name] = where
        return kept

    def read(self, name):
        """The content, or None where it cannot be read: a folder, a broken link, no permission."""
        try:
            return (self.path / name).read_bytes()
        except OSError:
            return None

    def exists(self, name):
        """Whether anything, a broken link included, has the name."""
        return os.path.lexists(self.path / name)

    def _hidden(self, name, ending) -> pathlib.Path:
        return self.path / f".{name}{ending}"

    @contextlib.contextmanager
    def _written(self, name, content):
        unfinished = self._hidden(name, UNFINISHED)
        try:
            with open(unfinished, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            yield unfinished
        finally:
            unfinished.unlink(missing_ok=True)

    def _put_back(self, name):
        try:
            move(self._hidden(name, TAKEN), self.path / name)
        except FileExistsError:  # saved anew meanwhile: both are kept
            self._put_aside(name, True)

    def _put_aside(self, name, worth_keeping):
        taken = self._hidden(name, TAKEN)
        if not worth_keeping:
            taken.unlink()
            return None
        stem, _, suffix = name.rpartition(".")
        number = 1
        while True:
            aside = f"{stem}.earlier{'' if number == 1 else f'-{number}'}.{suffix}"
            try:
                move(taken, self.path / aside)
            except FileExistsError:
                number += 1
            else:
                return aside
