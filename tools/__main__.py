"""The course by one command, with `make` or without: ``python -m tools lab``.

Puts what is missing into ``.venv`` and runs the command there, as the Makefile does. This file can
be read by older Pythons, which are told in a sentence that they are too old.
"""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(
            "The course needs Python 3.11 or later; %s is Python %d.%d."  # noqa: UP031
            % (sys.executable, sys.version_info[0], sys.version_info[1])
        )
    from tools.commands import main

    sys.exit(main(sys.argv[1:]))
