#!/bin/sh
# Make .venv, or bring it up to date; quick and silent when there is nothing to do.
#
#   PYTHON=/path/to/python3.12 sh tools/setup.sh [oracles | browser]
#
# A word installs what requirements-WORD.txt lists as well.
# Without PYTHON an existing .venv is kept, and a new one takes the first of python3, python3.13,
# python3.12 and python3.11 that will do. POSIX sh, for macOS and Linux alike.
set -eu
cd "$(dirname "$0")/.."

here=.venv/bin/python
ready=.venv/ready # holds the folder that .venv was made in (it does not survive a move)
home='import os, sys; print(os.path.realpath(sys.base_prefix))'
recent='import sys; sys.exit(sys.version_info < (3, 11))'

say() { printf '%s\n' "$@" >&2; }

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
    for chosen in python3 python3.13 python3.12 python3.11; do
        if "$chosen" -c "$recent" 2>/dev/null; then return; fi
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

refuse_without_venv() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "$1 (Python $version) cannot make virtual environments: its venv or ensurepip module is missing." \
        "On Debian and Ubuntu: sudo apt install python$version-venv, then run make again."
    exit 1
}

is_usable() { # the .venv works, was made in this folder, and from the Python asked for
    [ -x "$here" ] && "$here" -c 'import pip' 2>/dev/null || return 1
    [ ! -f "$ready" ] || [ "$(cat "$ready")" = "$(pwd -P)" ] || return 1
    [ -z "${PYTHON:-}" ] || [ "$("$here" -c "$home")" = "$("$PYTHON" -c "$home")" ]
}

is_ready() {
    [ -f "$ready" ] && ! [ requirements.txt -nt "$ready" ] && ! [ pyproject.toml -nt "$ready" ] && is_usable
}

install_requirements() { # uv takes seconds; pip does the same where uv cannot be had
    if "$here" -m uv --version >/dev/null 2>&1 || install -q uv 2>/dev/null; then
        "$here" -m uv pip install -q --python "$here" --require-hashes -r requirements.txt && return
        say "uv could not install the packages; trying pip, which takes a minute."
    fi
    install -q --require-hashes -r requirements.txt
}

install() { "$here" -m pip --disable-pip-version-check install "$@"; }

give_up() {
    say "The packages could not be installed: the lines above say why." \
        "The first time needs the network; run make again once it is there."
    exit 1
}

set_up() {
    if ! is_usable; then
        choose_python
        "$chosen" -c 'import venv, ensurepip' 2>/dev/null || refuse_without_venv "$chosen"
        say "Setting up .venv with $("$chosen" --version); this happens once and takes about a minute."
        "$chosen" -m venv --clear .venv || refuse_without_venv "$chosen"
    fi
    install_requirements || give_up
    "$here" -m tools.first_start >/dev/null 2>&1 &
    install -q --no-deps --no-build-isolation -e . || give_up
    wait
    pwd -P >"$ready"
}

# pip, not uv: pip takes PyTorch's CPU file where one is offered to it.
add() {
    if [ ".venv/$1" -nt "requirements-$1.txt" ]; then return; fi
    say "Installing requirements-$1.txt into .venv; this happens once."
    install -q -r "requirements-$1.txt" || give_up
    touch ".venv/$1"
}

if [ -n "${PYTHON:-}" ]; then choose_python; fi
is_ready || set_up
for extra; do add "$extra"; done
