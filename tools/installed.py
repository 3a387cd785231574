"""Is what a pinned list has installed still there? Names, versions and files, without starting pip.

pip and uv write beside every package a list of its files and their sizes (``RECORD``). Comparing
some 18,000 of them takes a quarter of a second; a missing package, another version, a deleted file
and one cut short are seen, other bytes of the same length are not.
"""

import csv
import os
import re
import shutil

INFO = ".dist-info"


def normalized(name):
    """The one spelling of a package's name: ``Jupyter_Core`` is ``jupyter-core``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text):
    """The blocks of a pinned list (a requirement with its hashes), by name."""
    blocks = {}
    for block in re.findall(r"^[A-Za-z0-9].*(?:\n[ \t]+.*)*", text, re.MULTILINE):
        blocks.setdefault(normalized(re.match(r"[\w.-]+", block)[0]), []).append(block)
    return {name: "\n".join(lines) for name, lines in blocks.items()}


def present(site):
    """What is installed: normalized names, each with the folders that say its version."""
    found = {}
    for entry in os.listdir(site) if site.is_dir() else ():
        if entry.endswith(INFO):
            name = entry[: -len(INFO)].rpartition("-")[0]
            found.setdefault(normalized(name), []).append(entry)
    return found


def damaged(site, wanted):
    """The packages that are not as they were installed.

    Parameters
    ----------
    site : pathlib.Path
        ``site-packages``.
    wanted : dict
        Names and the ``NAME-VERSION.dist-info`` of each, as `present` found them.

    Returns
    -------
    dict
        Names and what is wrong, empty if all is well.
    """
    found = present(site)
    faults = {name: _fault(site, info, found.get(name, [])) for name, info in wanted.items()}
    return {name: fault for name, fault in faults.items() if fault}


def _fault(site, info, there):
    if there != [info]:
        return "is missing" if not there else "has another version"
    try:
        with open(site / info / "RECORD", newline="", encoding="utf-8") as record:
            return _first_fault(str(site), csv.reader(record))
    except OSError:
        return "has lost the list of its files"


def _first_fault(site, rows):
    for path, _, size in rows:
        if path.endswith(".pyc"):  # comes and goes
            continue
        try:
            found = os.stat(f"{site}/{path}").st_size
        except OSError:
            return f"has lost {path}"
        if size and found != int(size):
            return f"has a damaged {path}"
    return None


def forget_unlisted(site, names):
    """Remove what keeps installers from replacing a package: an entry without its list of files."""
    for name, infos in present(site).items():
        for info in infos if name in names else ():
            if not (site / info / "RECORD").is_file():
                shutil.rmtree(site / info)
