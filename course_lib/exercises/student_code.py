"""A student's code is run here: its lines are counted, an endless loop is cut, errors are told.

The lines are counted by a trace function and not by a clock or a thread, so that the same code is
always cut at the same line, also in a browser's Python. Only the student's own lines count: a
long training inside the library does not.
"""

from __future__ import annotations

import contextlib
import dis
import linecache
import os
import sys
import sysconfig
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

#: Lines of the student's own code that one call may run. The slowest right answers run a tenth.
LINES = 200_000

_PATHS = sysconfig.get_paths()
_FOREIGN = tuple(
    str(path) + os.sep
    for path in {
        Path(__file__).resolve().parents[1],  # course_lib
        Path(os.__file__).parent,
        *(_PATHS[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")),
    }
)


class Cut(BaseException):
    """Ends a check with sentences; ``except Exception`` in the student's loop does not catch it.

    Parameters
    ----------
    *lines : str
        What the report says.
    """

    @property
    def lines(self) -> tuple[str, ...]:
        return self.args


@dataclass
class Limited:
    """A function for the student's code that may be called so many times; then the check ends.

    Parameters
    ----------
    function : callable
    calls : int
        How many calls are allowed.
    told : str
        What to say at the first call too many.

    Examples
    --------
    >>> half = Limited(lambda x: x / 2, calls=2, told="2 halves are enough")
    >>> half(8.0), half(4.0)
    (4.0, 2.0)
    >>> half(2.0)
    Traceback (most recent call last):
    course_lib.exercises.student_code.Cut: 2 halves are enough
    """

    function: Callable
    calls: int
    told: str
    used: int = 0

    def __post_init__(self):
        if not callable(self.function):
            raise TypeError(f"function must be callable, got {self.function!r}")
        self.__name__ = getattr(self.function, "__name__", "function")

    def __call__(self, *args, **kwargs):
        self.used += 1
        if self.used > self.calls:
            raise Cut(self.told)
        return self.function(*args, **kwargs)


@dataclass(frozen=True)
class Outcome:
    """What came of running the student's code: a value, or sentences that say why there is none.

    Parameters
    ----------
    value : object
    told : tuple of str
        Empty where there is a value.
    written : bool
        False where the placeholder of the exercise still stands.
    unreadable : bool
        Whether it was the check, and no line of the student's, that could not go on.
    explained : bool
        Whether ``told`` says what is wrong, so that no general hint is needed.
    error : str
        Kind and message of what the student's code raised.
    lines : int
        How many of the student's lines ran.
    """

    value: object = None
    told: tuple[str, ...] = ()
    written: bool = True
    unreadable: bool = False
    explained: bool = False
    error: str = ""
    lines: int = 0


def call_student(function: Callable, *arguments):
    """Call the student's function: in an error, what comes after this frame is the student's."""
    return function(*arguments)


def run_student(
    call: Callable, function: Callable, lines: int = LINES, *, marked: bool = False
) -> Outcome:
    """Run ``call()``, in which the student's function is called, and never raise an error.

    Parameters
    ----------
    call : callable
        Takes nothing.
    function : callable
        The student's function; the file that it stands in is the student's.
    lines : int, default 200_000
        How many of the student's lines may run.
    marked : bool, default False
        Whether `call` goes through `call_student`, and only what is called there is the student's.

    Returns
    -------
    Outcome

    Examples
    --------
    >>> run_student(lambda: 1 / 4, print).value
    0.25
    """
    counter = _LineCounter(_file_of(function), lines)
    try:
        with counter:
            value = call()
    except Cut as cut:
        return Outcome(told=cut.lines, lines=counter.used)
    except NotImplementedError as error:
        frames = _own_frames(error, counter, marked)
        return Outcome(told=(_unwritten(frames, function),), written=False)
    except (Exception, SystemExit) as error:
        place = _place(_own_frames(error, counter, marked))
        said = f"{type(error).__name__}: {error}"
        told = (_raised(error, said, place),)
        return Outcome(told=told, unreadable=not place, error=said, lines=counter.used)
    return Outcome(value, lines=counter.used)


def name_of(function: Callable, otherwise: str = "your function") -> str:
    """The name under which a student knows the function; `otherwise` for a lambda.

    Examples
    --------
    >>> name_of(len), name_of(lambda x: x, "backtrack")
    ('len', 'backtrack')
    """
    name = getattr(function, "__name__", "<")
    return otherwise if name.startswith("<") else name


class _LineCounter:
    """A trace function that counts the student's lines and raises at the first too many.

    A trace function that was there before, a debugger's or a coverage tool's, comes back after.
    """

    def __init__(self, own_file, limit):
        self.own_file, self.limit, self.used, self.over = own_file, limit, 0, False

    def is_own(self, filename) -> bool:
        return filename == self.own_file or not _is_foreign(filename)

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self._enter_frame)
        return self

    def __exit__(self, *_):
        self.over = True
        sys.settrace(self.before)

    def _enter_frame(self, frame, event, arg):
        if not self.is_own(frame.f_code.co_filename):
            return None
        frame.f_trace_opcodes = _has_empty_loop(frame.f_code)
        return self._count

    def _count(self, frame, event, arg):
        if event == "line" or event == "opcode":
            self.used += 1
            if self.used > self.limit:
                raise _Endless(self, frame)
        return self._count

    def resume(self, frame):
        """Python stops tracing when a trace function raises: begin again, in `frame` too."""
        if not self.over:
            sys.settrace(self._enter_frame)
            while frame is not None:
                if self.is_own(frame.f_code.co_filename):
                    frame.f_trace = self._count
                frame = frame.f_back


class _Endless(Cut):
    def __init__(self, counter, frame):
        code, line = frame.f_code, frame.f_lineno
        text = _source_line(code.co_filename, line)
        where = (
            f"line {line} of {code.co_name}" if not code.co_name.startswith("<") else f"line {line}"
        )
        super().__init__(
            f"stopped after {counter.limit:,} lines of your code, in {where}{text}: "
            "what ends this loop?"
        )
        self._counter, self._frame = counter, frame

    def __del__(self):
        # A bare `except:` in the student's loop has caught it: the next line is cut again.
        self._counter.resume(self._frame)


@cache
def _is_foreign(filename: str) -> bool:
    # "<string>" is what dataclasses and namedtuples generate.
    return filename.startswith(("<frozen", "<string>", "<__array_function__", *_FOREIGN))


@lru_cache(maxsize=256)
def _has_empty_loop(code) -> bool:
    """Whether an instruction jumps to itself, as in ``while True: pass`` on one line.

    Python 3.11 reports no line there, so such a frame is counted by its instructions.
    """
    return any(
        i.opname.startswith("JUMP") and i.argval == i.offset for i in dis.get_instructions(code)
    )


def _file_of(function) -> str | None:
    return getattr(getattr(function, "__code__", None), "co_filename", None)


def _own_frames(error, counter, marked) -> list:
    frames = traceback.extract_tb(error.__traceback__)
    if marked:
        marks = [k for k, frame in enumerate(frames) if frame.name == call_student.__name__]
        frames = frames[marks[0] :] if marks else []
    return [frame for frame in frames if counter.is_own(frame.filename)]


def _place(frames) -> str:
    """The last line of the student's own that led to the error; empty where there is none."""
    if not frames:
        return ""
    name, number, text = frames[-1].name, frames[-1].lineno, frames[-1].line
    where = f"line {number}" if name.startswith("<") else f"line {number} of {name}"
    return f" ({where}{f': {text}' if text else ''})"


def _source_line(filename, number) -> str:
    text = linecache.getline(filename, number).strip()
    return f" `{text}`" if text else ""


def _raised(error, said, place) -> str:
    if isinstance(error, RecursionError):
        return f"stopped: the function calls itself without an end{place}; which call is the last?"
    return f"raised: {said}{place}"


def _unwritten(frames, function) -> str:
    if len(frames) > 1 and frames[-1].name not in (name_of(function), "<lambda>"):
        return f"`{frames[-1].name}`, which it calls, is not written yet"
    return "not written yet: replace the line `raise NotImplementedError`"


@contextlib.contextmanager
def noticing_prints():
    """Let what is printed through, and remember whether something was: ``.printed``."""
    tee = _Tee(sys.stdout)
    with contextlib.redirect_stdout(tee):
        yield tee


class _Tee:
    """Stands for ``sys.stdout``; an endless loop that prints fills no page."""

    MOST = 2_000

    def __init__(self, stream):
        self.stream, self.printed = stream, 0

    def write(self, text):
        room = self.MOST - self.printed
        self.printed += len(text)
        if room > 0:
            self.stream.write(text[:room])
        return len(text)

    def flush(self):
        self.stream.flush()

    def __getattr__(self, name):
        return getattr(self.stream, name)
