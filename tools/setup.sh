#!/bin/sh
# Find a Python that will do, and let it do the rest: PYTHON=/path/to/python3.12 sh tools/setup.sh lab
#
# Without PYTHON it is the one that .venv was made from, which a folder keeps when it is moved, or
# the first of python3, python3.13, python3.12 and python3.11. POSIX sh, for macOS and Linux alike.
set -eu
cd "$(dirname "$0")/.."

recent='import sys; sys.exit(sys.version_info < (3, 11))'

say() { printf '%s\n' "$@" >&2; }

python_of_venv() {
    [ -r .venv/pyvenv.cfg ] || return 0
    while read -r key _ value; do
        if [ "$key" = executable ]; then printf '%s' "$value"; fi
    done <.venv/pyvenv.cfg
}

choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        "$PYTHON" -c '' 2>/dev/null || {
            say "PYTHON=$PYTHON cannot be run; give the path of a Python 3.11 or later."
            exit 1
        }
        "$PYTHON" -c "$recent" || refuse_old "$PYTHON"
        chosen=$PYTHON
        return
    fi
    for chosen in "$(python_of_venv)" python3 python3.13 python3.12 python3.11; do
        if [ -n "$chosen" ] && "$chosen" -c "$recent" 2>/dev/null; then return; fi
    done
    if python3 -c '' 2>/dev/null; then refuse_old python3; fi
    say "The course needs Python 3.11 or later, and no python3 was found." \
        "Install one (macOS: brew install python; Debian and Ubuntu: sudo apt install python3 python3-venv)," \
        "or name one you have: PYTHON=/path/to/python3.12 make lab"
    exit 1
}

refuse_old() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "The course needs Python 3.11 or later; $1 is Python $version." \
        "If you have a newer one, name it: PYTHON=/path/to/python3.12 make lab"
    exit 1
}

choose_python
exec "$chosen" -m tools "$@"
