"""A notebook of some cells, written, opened and run."""

from contextlib import contextmanager

from tests.notebooks.support import write_notebook


@contextmanager
def opened(lab, path, *cells):
    """The book, all of whose cells have run; closed afterwards."""
    book = lab.open(write_notebook(path, *cells))
    try:
        assert book.run_all(), book.problems()
        yield book
    finally:
        book.close()
