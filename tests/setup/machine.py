"""A machine on which `make ready` runs, with stand-ins for Python, uv and pip.

The stand-ins answer `-c` with the real Python (pretending to be older, or to lack a module), and
write what they are asked to install into a log instead of installing it.
"""

import pathlib
import shutil
import stat
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
NEEDED = ["sh", "make", "dirname", "cat", "rm", "touch", "mkdir", "cp", "chmod"]

STAND_IN = """\
#!/bin/sh
case "$1 $2" in
"-c "*) exec {real} -c 'import sys; {pretence}; exec(sys.argv[1])' "$2" ;;
"-m tools") shift 2; exec {real} -c '
import runpy, sys
{pretence}
sys._base_executable = sys.argv[1]
del sys.argv[1]
runpy.run_module("tools", run_name="__main__", alter_sys=True)' "$0" "$@" ;;
"-m venv")
    echo venv >>log
    if [ -n "$VENV_FAILS" ]; then exit 1; fi
    rm -rf .venv; mkdir -p .venv/bin && cp "$0" .venv/bin/python
    echo "executable = $0" >.venv/pyvenv.cfg ;;
"-m tools.first_start") : >first_start ;;
"-m uv")
    echo "$@" >>log
    [ -z "$UV_FAILS" ] && if [ -f on_install ]; then . ./on_install; fi ;;
"-m pip")
    echo "$@" >>log
    case "$*" in
    *"install -q uv") [ -z "$UV_MISSING" ] ;;
    *) [ -z "$NO_NETWORK" ] ;;
    esac ;;
*) echo "unexpected: $*" >>log; exit 1 ;;
esac
"""
OLD = "sys.version_info = (3, 9, 2)"
NO_ENSUREPIP = 'sys.modules["ensurepip"] = None'
NO_VENV = 'sys.modules["venv"] = None'


class Machine:
    """A machine with only the tools named above and the stand-ins put on it."""

    def __init__(self, place):
        self.project, self.bin = place / "course", place / "bin"
        (self.project / "tools").mkdir(parents=True)
        self.bin.mkdir()
        for name in ("Makefile", "requirements.txt", "pyproject.toml"):
            shutil.copy(ROOT / name, self.project / name)
        for path in [ROOT / "tools/setup.sh", *(ROOT / "tools").glob("*.py")]:
            shutil.copy(path, self.project / "tools")
        for tool in NEEDED:
            (self.bin / tool).symlink_to(shutil.which(tool))

    def add_python(self, name="python3", pretence="pass"):
        path = self.bin / name
        path.write_text(STAND_IN.format(real=sys.executable, pretence=pretence))
        path.chmod(path.stat().st_mode | stat.S_IEXEC)
        return path

    def make(self, target="ready", **environment):
        environment = {"PATH": str(self.bin), "HOME": "/nowhere", **environment}
        return subprocess.run(
            ["make", target], cwd=self.project, env=environment, capture_output=True, text=True
        )

    def log(self):
        path = self.project / "log"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


def refused(result):
    """What a command that failed has said, which must be sentences."""
    assert result.returncode != 0
    assert "Traceback" not in result.stderr + result.stdout
    assert "command not found" not in result.stderr
    return result.stderr
