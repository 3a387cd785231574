"""One JupyterLab for all browser tests of a module."""

import pytest

from tests.browser.lab import Lab
from tests.notebooks.support import NOTEBOOKS


@pytest.fixture(scope="module")  # two at once would be two event loops in one thread
def lab():
    """A private JupyterLab on the course's notebooks, in a headless Chromium."""
    with Lab(NOTEBOOKS) as running:
        yield running
