"""From a solved notebook to the student's.

Inside a code cell, what stands between nbgrader's marks becomes a place to write in; a cell tagged
``solution`` is dropped; every output goes, since it would show the answers::

    def descend(x, grad, lr):                def descend(x, grad, lr):
        ### BEGIN SOLUTION                       # YOUR CODE HERE
        return x - lr * grad(x)        →         raise NotImplementedError("not written yet: ...")
        ### END SOLUTION

A placeholder inside a function raises only when the function is called, which the check cell
below it reports as a sentence: *Run All* reaches the end of an unsolved notebook.
"""

import copy
import textwrap

import nbformat

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
PLACEHOLDER = """\
# YOUR CODE HERE
raise NotImplementedError("not written yet: replace this line with your code")"""


class UnpairedMark(ValueError):
    """A solution mark without its partner, or where no solution can stand."""


def without_solution(source, instead=PLACEHOLDER):
    """Replace every marked solution in the source of one code cell.

    Parameters
    ----------
    source : str
        The solved cell.
    instead : str, default a comment and a `raise`
        What stands where a solution stood, in as deep an indentation.

    Returns
    -------
    str
        The student's cell; `source` itself where nothing is marked.

    Raises
    ------
    UnpairedMark
        "``### END SOLUTION`` without ``### BEGIN SOLUTION``" and the like.

    Examples
    --------
    >>> print(without_solution("x = 1\\n### BEGIN SOLUTION\\ny = 2\\n### END SOLUTION"))
    x = 1
    # YOUR CODE HERE
    raise NotImplementedError("not written yet: replace this line with your code")
    """
    kept, inside = [], False
    for line in source.split("\n"):
        mark = line.strip()
        if mark in (BEGIN, END) and inside == (mark == BEGIN):
            raise UnpairedMark(f"`{mark}` without `{END if inside else BEGIN}`")
        if mark == BEGIN:
            kept.append(textwrap.indent(instead, line[: line.index("#")]))
        elif not inside and mark != END:
            kept.append(line)
        inside = (mark == BEGIN) or (inside and mark != END)
    if inside:
        raise UnpairedMark(f"`{BEGIN}` without `{END}`")
    return "\n".join(kept)


def student_edition(solved, instead=PLACEHOLDER):
    """Make the student's notebook from the solved one, which stays as it is.

    Parameters
    ----------
    solved : nbformat.NotebookNode
        Version 4.
    instead : str, default a comment and a `raise`
        What stands where a solution stood.

    Returns
    -------
    nbformat.NotebookNode
        The same cells with the same ids, without solutions, outputs and widget state.

    Raises
    ------
    UnpairedMark
        With the number of the cell.
    """
    cells = [cell for cell in solved.cells if "solution" not in cell.metadata.get("tags", [])]
    student = nbformat.from_dict(
        {
            "nbformat": solved.nbformat,
            "nbformat_minor": solved.nbformat_minor,
            "metadata": {k: v for k, v in solved.metadata.items() if k != "widgets"},
            "cells": [],
        }
    )
    for number, cell in enumerate(copy.deepcopy(cells)):
        try:
            student.cells.append(_student_cell(cell, instead))
        except UnpairedMark as error:
            raise UnpairedMark(f"cell {number}: {error}") from None
    return student


def _student_cell(cell, instead):
    if cell.cell_type != "code":
        if {BEGIN, END} & {line.strip() for line in cell.source.split("\n")}:
            raise UnpairedMark("a solution mark in a text cell would show the solution")
        return cell
    cell.source = without_solution(cell.source, instead)
    cell.outputs, cell.execution_count = [], None
    cell.metadata.pop("execution", None)
    return cell
