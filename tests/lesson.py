"""Reading a lesson's source and running pieces of it, for the tests of lessons."""

import ast
from pathlib import Path

import jupytext

SOURCES = sorted((Path(__file__).parents[1] / "notebooks" / "source").glob("[0-9][0-9]_*.py"))


def cells(source):
    """The cells of a lesson's source, by name (02_softmax) or path."""
    path = source if isinstance(source, Path) else next(path for path in SOURCES if path.stem == source)
    return jupytext.read(path, fmt="py:percent").cells


def tags(cell):
    return cell.metadata.get("tags", [])


def prose(source):
    """All Markdown of a lesson as one text."""
    return "\n".join(cell.source for cell in cells(source) if cell.cell_type == "markdown")


def solution_function(source, name):
    """The syntax tree of the function that a lesson derives: the exercise cell without its stub."""
    [cell] = [cell for cell in cells(source) if "exercise" in tags(cell) and f"def {name}(" in cell.source]
    lines = [line for line in cell.source.splitlines() if line.strip() != "..."]
    [function] = [node for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.FunctionDef)]
    return function


def body(function):
    """What a function does, without its docstring, as comparable text."""
    statements = function.body
    if ast.get_docstring(function) is not None:
        statements = statements[1:]
    return [ast.dump(statement) for statement in statements]
