"""An explorer as one HTML file that answers without a kernel."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from tempfile import NamedTemporaryFile
from time import perf_counter

from IPython import get_ipython

from course_lib import checks
from course_lib.explorers.progress import ProgressDisplay
from course_lib.explorers.tracks import THEMES, Drawn, Track, draw_tracks
from course_lib.nn import Progress

_HERE = Path(__file__).parent
GENERATOR = "course_lib save_html"
MOST = 61  # positions of a control
DARK_UP_TO = 9_000_000  # bytes of all pictures: beyond, the page has the light ones only
PATIENCE, EVERY = 1.0, 0.2  # seconds until a bar shows, and between its news


def save_page(explorer, path, title, prompts, positions: int, overwrite: bool) -> Path:
    """What `Explorer.save_html` says."""
    target = checked_path(path, overwrite)
    positions = checks.integer("positions", positions, low=3)
    checks.in_range("positions", positions, 3, MOST)
    prompts = _checked_prompts(prompts)
    if title is not None and not isinstance(title, str):
        raise TypeError(f"title must be a text, got {title!r}")
    title = title or target.stem.replace("_", " ").capitalize()
    drawn = draw_tracks(explorer, positions, _Bar(f"Drawing {target.name}"))
    _write(target, page(drawn, title, prompts))
    return target


# ---- the file -----------------------------------------------------------------------------------


def checked_path(path, overwrite: bool = False) -> Path:
    """The path, if a page may be written there.

    Raises
    ------
    TypeError, ValueError, FileNotFoundError, FileExistsError
        ``path must end in .html, got 'car.txt'``, ``path must be in a folder that exists, got
        'a/car.html'; make 'a' first``
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path must be a text or a pathlib.Path, got {path!r}")
    target = Path(path).expanduser()
    if target.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"path must end in .html, got {str(path)!r}")
    if not target.parent.is_dir():
        raise FileNotFoundError(
            f"path must be in a folder that exists, got {str(path)!r}; "
            f"make {str(target.parent)!r} first"
        )
    if target.is_dir():
        raise IsADirectoryError(f"path must be a file's, got the folder {str(path)!r}")
    if target.exists() and not overwrite and not _is_a_page(target):
        raise FileExistsError(
            f"path must be free or an earlier page of save_html, but {str(path)!r} is another "
            "file; choose another name, or replace it with overwrite=True"
        )
    return target.resolve()


def _is_a_page(target: Path) -> bool:
    with open(target, "rb") as file:
        return f'content="{GENERATOR}"'.encode() in file.read(500)


def _checked_prompts(prompts) -> list[str]:
    if isinstance(prompts, str) or not isinstance(prompts, Sequence):
        raise TypeError(f"prompts must be a list of texts, got {prompts!r}")
    for prompt in prompts:
        if not isinstance(prompt, str):
            raise TypeError(f"prompts must be a list of texts, got {prompt!r} in it")
    return list(prompts)


def _write(target: Path, text: str) -> None:
    """Whole or not at all."""
    new = NamedTemporaryFile(  # noqa: SIM115 (closed below, on every way)
        "w", dir=target.parent, suffix=".part", delete=False, encoding="utf-8"
    )
    try:
        with new:
            new.write(text)
        os.chmod(new.name, 0o666 & ~_umask())
        os.replace(new.name, target)
    except BaseException:
        os.unlink(new.name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _Bar:
    """How far the drawing is, once it has taken a second."""

    def __init__(self, title: str):
        self._display = ProgressDisplay(title, counted="picture")
        self._began = perf_counter()
        self._due = self._began + PATIENCE

    def __call__(self, done: int, of: int) -> None:
        now = perf_counter()
        last = done == of and self._display.progress
        if get_ipython() is None or (now < self._due and not last):  # a script has no place for it
            return
        self._due = now + EVERY
        elapsed = now - self._began
        left = elapsed * (of - done) / done
        self._display(Progress(done, of, done, of, None, None, elapsed, left))


# ---- the page -----------------------------------------------------------------------------------


def page(drawn: Drawn, title: str, prompts: Sequence[str] = ()) -> str:
    """The page's text."""
    coded = sum(len(chain) for track in drawn.tracks for chain in track.chains.values())
    themes = THEMES if coded <= DARK_UP_TO else THEMES[:1]
    player = [t for t in drawn.tracks if t.kind == "player"]
    others = [t for t in drawn.tracks if t.kind != "player"]
    width, height = drawn.size
    items = "".join(f"<li>{escape(prompt)}</li>" for prompt in prompts)
    template = Template((_HERE / "saved.html").read_text("utf-8"))
    return template.substitute(
        generator=GENERATOR,
        title=escape(title),
        schemes=" ".join(themes),
        width=width,
        height=height,
        style=(_HERE / "saved.css").read_text("utf-8"),
        prompts=f"<ol>{items}</ol>\n" if items else "",
        controls="".join(map(_control, others))
        + '<button type="button" id="reset">Reset</button>\n',
        player="".join(map(_player, player)),
        caption=escape(drawn.caption),
        png=b64encode(drawn.png).decode(),
        note=escape(_note(drawn, themes)),
        text=escape(drawn.text),
        saved=_json(drawn, themes),
        codes="".join(_codes(drawn, themes)),
        script=_script(),
    )


def _control(track: Track) -> str:
    name, label, last = track.name, escape(track.label), len(track.values) - 1
    if track.kind == "checkbox":
        checked = " checked" * track.rest
        node = f'<input type="checkbox" id="control-{name}"{checked}>'
        return f'<span>{node}<label for="control-{name}">{label}</label></span>\n'
    if track.kind == "choice":
        options = "".join(
            f"<option{' selected' * (k == track.rest)}>{escape(text)}</option>"
            for k, text in enumerate(track.readings)
        )
        node = f'<select id="control-{name}">{options}</select>'
    else:
        node = _range(track, last) + _output(track)
    return f'<span><label for="control-{name}">{label}</label>{node}</span>\n'


def _range(track: Track, last: int, more: str = "") -> str:
    said = escape(track.readings[track.rest])
    return (
        f'<input type="range" id="control-{track.name}" min="0" max="{last}" step="1" '
        f'value="{track.rest}" aria-valuetext="{said}"{more}>'
    )


def _output(track: Track) -> str:
    said = escape(track.readings[track.rest])
    return f'<output id="reading-{track.name}" aria-live="off">{said}</output>'


def _player(track: Track) -> str:
    button = '<button type="button" id="play" aria-label="Play">▶</button>'
    bar = _range(track, len(track.values) - 1, f' aria-label="{escape(track.label)}"')
    return f'<div class="player">{button}{bar}{_output(track)}</div>\n'


def _note(drawn: Drawn, themes) -> str:
    said = ["Saved from a notebook: the pictures are in this file, and nothing is computed."]
    if len(drawn.tracks) > 1:
        said.append("Moving one control puts the others back to where they were saved.")
    if drawn.asleep:
        said.append(f"Asleep here: {'; '.join(drawn.asleep)}.")
    if themes == THEMES[:1]:
        said.append("There are light pictures only, to keep the file small.")
    return " ".join(said)


def _json(drawn: Drawn, themes) -> str:
    tracks = {
        t.name: dict(rest=t.rest, readings=t.readings, captions=t.captions, others=t.others)
        for t in drawn.tracks
    }
    saved = dict(themes=themes, caption=drawn.caption, tracks=tracks)
    return json.dumps(saved, ensure_ascii=False).replace("<", "\\u003c")


def _codes(drawn: Drawn, themes):
    for theme in themes:
        codes = {"base": drawn.bases[theme]} | {t.name: t.chains[theme] for t in drawn.tracks}
        for name, code in codes.items():
            text = b64encode(code).decode()
            yield f'<script type="text/plain" id="{name}-{theme}">{text}</script>\n'


def _script() -> str:
    return "\n".join((_HERE / name).read_text("utf-8") for name in ("changes.js", "saved.js"))
