"""How nblib is built: arrows go one way, the core needs only NumPy, and every module can be read in one sitting."""

import ast
import doctest
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest
from lesson import SOURCES

import nblib

PACKAGE = Path(nblib.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())

# Each module of the core may import only those to its left.
CORE = [
    "information",
    "functions",
    "losses",
    "mlp",
    "in_place",
    "descent",
    "graph",
    "gradcheck",
    "doctor",
    "checkup",
    "datasets",
]
CORE_FILES = [path for path in MODULES if path.parent == PACKAGE and path.stem != "__init__"]

# The playground's engine stands on the whole core, in an order of its own.
PLAYGROUND = [
    "fields",
    "knobs",
    "situation",
    "problems",
    "training",
    "engine",
    "run",
    "sharpness",
    "roads",
    "panels",
    "look",
    "stories",
]
PLAYGROUND_FILES = [path for path in MODULES if path.parent.name == "playground" and path.parent.parent == PACKAGE]
WITHOUT_PICTURES = CORE_FILES + PLAYGROUND_FILES

MODULE_LINES, FUNCTION_LINES = 170, 50  # of code: docstrings are wanted, and may be as long as they must


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(source):
    """The dotted name of every module, or name in a module, that the source imports anywhere."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def imports_of(path):
    return imports(path.read_text(encoding="utf-8"))


def layer(name):
    """0 for the core, 1 for nblib.check, 2 for nblib.viz."""
    return {"check": 1, "viz": 2}.get(name.split(".")[1], 0)


def name_of(path):
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


# ── Arrows ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_imports_sees_every_form_of_import():
    source = "import a.b as c\nfrom d import e, f\ndef g():\n    import h\n    from i.j import k\n"
    assert imports(source) == {"a.b", "d.e", "d.f", "h", "i.j.k"}


@each_module
def test_arrows_go_from_viz_to_check_to_core(path):
    upwards = {name for name in imports_of(path) if name.startswith("nblib.") and layer(name) > layer(name_of(path))}
    assert upwards == set()


@pytest.mark.parametrize("path", CORE_FILES, ids=lambda path: path.stem)
def test_inside_the_core_arrows_go_down_the_list_only(path):
    assert path.stem in CORE, "a new module of the core needs its place in the list"
    before = CORE[: CORE.index(path.stem)]
    used = {name for name in imports_of(path) if name.split(".")[0] == "nblib"}
    assert {name for name in used if not f"{name}.".startswith(tuple(f"nblib.{module}." for module in before))} == set()


@pytest.mark.parametrize("path", PLAYGROUND_FILES, ids=lambda path: path.stem)
def test_the_playground_stands_on_the_core_and_its_arrows_go_down_its_list_only(path):
    stem = path.stem
    assert stem in [*PLAYGROUND, "__init__"], "a new module of the playground needs its place in the list"
    before = PLAYGROUND if stem == "__init__" else PLAYGROUND[: PLAYGROUND.index(stem)]
    allowed = [f"nblib.{module}." for module in CORE] + [f"nblib.playground.{module}." for module in before]
    used = {name for name in imports_of(path) if name.split(".")[0] == "nblib"}
    assert {name for name in used if not f"{name}.".startswith(tuple(allowed))} == set()


@pytest.mark.parametrize("path", WITHOUT_PICTURES, ids=name_of)
def test_the_core_imports_numpy_and_the_standard_library_only(path):
    outside = {name.split(".")[0] for name in imports_of(path)} - set(sys.stdlib_module_names)
    assert outside <= {"numpy", "nblib"}


@each_module
def test_nobody_imports_pyplot_and_figures_know_no_widgets(path):
    names = imports_of(path)
    assert not any("pyplot" in name for name in names)
    if path.parent.name == "figures":
        assert not any(name.split(".")[0] in ("ipywidgets", "IPython") for name in names)


HEAVY = {"matplotlib", "ipywidgets", "anywidget", "IPython", "scipy", "sklearn"}


@pytest.mark.parametrize(
    "modules",
    [["nblib"], [name_of(path) for path in CORE_FILES], ["nblib.playground"], ["nblib.check"]],
    ids=["nblib", "the whole core", "nblib.playground", "nblib.check"],
)
def test_imports_load_no_figures_widgets_or_oracles(modules):
    code = f"import sys, json, {', '.join(modules)}; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.check_output([sys.executable, "-c", code], text=True, timeout=60))
    assert "numpy" in loaded
    assert HEAVY & set(loaded) == set()


# ── Without a network ────────────────────────────────────────────────────────────────────────────────────────────────

# What nblib and the lessons may stand on: these, and what of the standard library cannot reach out.
PACKAGES = {
    *("nblib", "numpy", "matplotlib", "PIL", "ipywidgets", "anywidget", "traitlets", "IPython"),
    *("markdown_it", "mdit_py_plugins"),
}
REACHES_OUT = {
    *("socket", "ssl", "socketserver", "urllib", "http", "xmlrpc", "ftplib", "smtplib", "poplib", "imaplib"),
    *("webbrowser", "subprocess", "multiprocessing", "ctypes"),
}
NEEDED = PACKAGES | set(sys.stdlib_module_names) - REACHES_OUT


def beyond(source):
    """The modules that the source imports and that could reach the network."""
    return {name for name in imports(source) if name.split(".")[0] not in NEEDED}


@pytest.mark.parametrize(
    "source", ["import requests", "def f():\n    import urllib.request", "from socket import create_connection"]
)
def test_a_module_that_could_reach_the_network_is_seen(source):
    assert len(beyond(source)) == 1


@pytest.mark.parametrize("path", [*MODULES, *SOURCES], ids=lambda path: path.stem)
def test_no_module_and_no_lesson_imports_what_could_reach_the_network(path):
    assert beyond(path.read_text(encoding="utf-8")) == set()


# ── Randomness and printing ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", CORE_FILES, ids=lambda path: path.stem)
def test_the_core_draws_only_from_the_rng_it_is_given_and_prints_nothing(path):
    called = {ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)}
    assert {name for name in called if name == "print" or name.startswith(("np.random", "random."))} == set()


# ── What nblib exports ───────────────────────────────────────────────────────────────────────────────────────────────


def test_all_is_sorted_constants_then_classes_then_functions():
    assert nblib.__all__ == sorted(nblib.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name))


def test_all_is_true():
    public = {name for name, value in vars(nblib).items() if name[0] != "_" and not inspect.ismodule(value)}
    assert public == set(nblib.__all__)


@pytest.mark.parametrize("name", nblib.__all__)
def test_an_exported_name_is_documented_with_an_example(name):
    thing = getattr(nblib, name)
    if isinstance(thing, nblib.Activation):  # relu, tanh and sigmoid are values: their class speaks for them
        assert thing.name == name
        return
    own = doctest.DocTestFinder(recurse=False).find(thing, name)
    assert own[0].docstring.strip()
    assert own[0].examples


# ── Size ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


# nblib/check/lessonNN.py holds a bank of wrong answers: a table, as long as its lesson needs.
PROSE_AND_CODE = [path for path in MODULES if not path.stem.startswith("lesson")]


@pytest.mark.parametrize("path", PROSE_AND_CODE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_can_be_read_in_one_sitting(path):
    text = path.read_text(encoding="utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = [
        node.body[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, documented) and ast.get_docstring(node) is not None
    ]
    prose = {line for node in docstrings for line in range(node.lineno, node.end_lineno + 1)}
    code = [line for number, line in enumerate(text.splitlines(), 1) if line.strip() and number not in prose]
    assert len(code) <= MODULE_LINES


@each_module
def test_functions_are_short(path):
    functions = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    lengths = {node.name: node.end_lineno - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}
