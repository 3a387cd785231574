"""Student editions run in this process: only the cells that a solution can reach, in order.

nbval has run every other cell, letter for letter. The cells that hold or use what a student writes
run once for each answer; the cells that they need (imports, data, definitions) run once for all.
"""

from __future__ import annotations

import ast
import linecache
from dataclasses import dataclass
from symtable import symtable

import matplotlib.pyplot as plt
from IPython.core.formatters import DisplayFormatter
from IPython.core.inputtransformer2 import TransformerManager
from IPython.utils.capture import capture_output

from tools.student_edition import student_edition


@dataclass(frozen=True)
class Cell:
    """A code cell with the names that it binds at its top level and those that it reads.

    What it has surely bound by itself before, as ``fig, ax = subplots()`` does, it does not read.
    """

    number: int
    source: str
    tree: ast.Module
    binds: frozenset[str]
    reads: frozenset[str]

    @classmethod
    def of(cls, number, source) -> Cell:
        python = TransformerManager().transform_cell(source)
        tree = ast.parse(python)
        reads, _ = _read_first(tree.body, frozenset())
        return cls(number, python, tree, frozenset(_bound(tree)), frozenset(reads))


def _read_first(statements, bound: frozenset) -> tuple[set[str], frozenset]:
    """Names that the statements read before they have surely bound them, and those bound then."""
    reads = set()
    for statement in statements:
        body, targets, head = [], [], [statement]
        if isinstance(statement, ast.For) and not statement.orelse:
            body, targets, head = statement.body, [statement.target], [statement.iter]
        elif isinstance(statement, ast.With):
            body = statement.body
            targets = [item.optional_vars for item in statement.items if item.optional_vars]
            head = [item.context_expr for item in statement.items]
        for part in head:
            reads |= _reads(part) - bound
        inside, _ = _read_first(body, bound.union(*map(_bound, targets)))
        reads |= inside
        if isinstance(statement, _SURE):
            bound |= _bound(statement)
    return reads, bound


#: What these bind is bound behind them; a loop may have no turn, a block may be left early.
_SURE = (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def _reads(part) -> set[str]:
    """Names of the module's own scope that a statement or an expression reads.

    A function may read when it is called; its own names and those of a comprehension are others.
    """
    grown = [n.target for n in ast.walk(part) if isinstance(n, ast.AugAssign)]  # `x += 1` reads x
    found = {target.id for target in grown if isinstance(target, ast.Name)}
    todo = [symtable(ast.unparse(part), "cell", "exec")]
    while todo:
        scope = todo.pop()
        whole = scope.get_type() == "module"
        found |= {
            name.get_name()
            for name in scope.get_symbols()
            if name.is_referenced() and (whole or name.is_global())
        }
        todo += scope.get_children()
    return found


def _bound(tree) -> set[str]:
    """Names that the module's own scope gets; what a function binds inside stays there."""
    found, todo = set(), [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
            continue
        if isinstance(
            node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
        ):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        todo += ast.iter_child_nodes(node)
    return found


def reached(cells, begun) -> set[int]:
    """Numbers of the cells in `begun`, and of those that use what they bind, directly or not."""
    tainted, numbers = set(), set()
    for cell in cells:
        if cell.number in begun or cell.reads & tainted:
            numbers.add(cell.number)
            tainted |= cell.binds
        else:
            tainted -= cell.binds
    return numbers


def needed(cells, numbers) -> set[int]:
    """Numbers of the cells that bind, last before it is read, a name that a cell in `numbers`
    reads, and of the cells that those need."""
    place = {cell.number: k for k, cell in enumerate(cells)}
    found, todo = set(numbers), sorted(numbers)
    while todo:
        cell = cells[place[todo.pop()]]
        before, after = cells[: place[cell.number]], cells[place[cell.number] + 1 :]
        for name in cell.reads:
            # A function may use what a later cell binds.
            binders = [c for c in reversed(before) if name in c.binds] or [
                c for c in after if name in c.binds and name not in cell.binds
            ]
            if binders and binders[0].number not in found:
                found.add(binders[0].number)
                todo.append(binders[0].number)
    return found


def failures(solved, answers) -> list[str]:
    """Run the student edition with each answer in place of every solution.

    Parameters
    ----------
    solved : nbformat.NotebookNode
    answers : dict
        From a name to the lines that stand in place of every solution.

    Returns
    -------
    list of str
        ``"cell 12, answer None: TypeError: ..."`` for each cell that raised.
    """
    marked = {k for k, text in enumerate(_code(student_edition(solved, _HERE))) if _HERE in text}
    editions = {
        name: [Cell.of(k, text) for k, text in enumerate(_code(student_edition(solved, answer)))]
        for name, answer in answers.items()
    }
    cells = next(iter(editions.values()))
    changing = reached(cells, marked)
    wanted = needed(cells, changing)
    common, own, found = _namespace(), {name: _namespace() for name in editions}, []
    for cell in cells:
        if cell.number not in wanted:
            continue
        if cell.number not in changing:
            run(cell, common)
            for space in own.values():
                space.update({name: common[name] for name in cell.binds if name in common})
            continue
        for name, edition in editions.items():
            try:
                run(edition[cell.number], own[name])
            except Exception as error:
                first = str(error).partition("\n")[0]
                found.append(
                    f"code cell {cell.number}, answer {name}: {type(error).__name__}: {first}"
                )
    return found


_HERE = "pass  # a solution stood here"
_FORMATTER = DisplayFormatter()


def _code(notebook) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def _namespace() -> dict:
    def display(*values):
        for value in values:
            _show(value)

    return {"__name__": "__main__", "display": display}


def _show(value):
    if not hasattr(value, "_ipython_display_"):
        _FORMATTER.format(value)
    else:
        value._ipython_display_()


def run(cell: Cell, namespace: dict):
    """Run a cell as a notebook does: the value of a last expression is shown."""
    name = f"<code cell {cell.number}>"
    linecache.cache[name] = (len(cell.source), None, cell.source.splitlines(True), name)
    body, last = cell.tree.body, None
    if body and isinstance(body[-1], ast.Expr):
        body, last = body[:-1], ast.Expression(body[-1].value)
    try:
        with capture_output():
            exec(compile(ast.Module(body, []), name, "exec"), namespace)
            value = None if last is None else eval(compile(last, name, "eval"), namespace)
            if value is not None:
                _show(value)
    finally:
        plt.close("all")
