"""How long one waits at the start: for imports, for the first figure, and for Restart & Run All; no test.

    python -m tests.benchmarks.start imports [--rounds 9]
    python -m tests.benchmarks.start figure [--rounds 5]
    python -m tests.benchmarks.start lessons [--rounds 3] [--only 00 10] [--cells 3]

    imports   a new Python that imports nblib, or parts of it, against one that imports NumPy; then what costs most
    figure    from the start of a kernel to lesson 00's first figure, against a plain figure and a slider
    lessons   Restart & Run All of each lesson, against an empty notebook with the same imports; its slowest cells
              `own`: of the processor's time, what is left without figures and questions, imports taken off

What is compared takes turns. `processor` is the time of the processor that a Python, or a kernel and what it started,
has used; `wall` is what one waits for, other programs of the machine included. Both are medians of the rounds, in ms.
Ratios are medians of the rounds' ratios: of the processor's time, and for lessons also of the wall's, which means
something on a quiet machine only. Where other programs are busy, set OPENBLAS_NUM_THREADS=1: a thread that waits for
another uses the processor, too.
"""

import argparse
import ast
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import nbformat
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
IMPORTED = ["numpy", "nblib", "nblib.playground", "nblib.check", "matplotlib.figure, ipywidgets", "nblib.viz"]
SHOW = {
    "nblib": ["from nblib.viz import explore\nfrom nblib.viz.figures.journey import journey", "explore(journey())"],
    "plain": [
        "import ipywidgets\nfrom IPython.display import display\nfrom matplotlib.figure import Figure",
        "figure = Figure()\nfigure.subplots().plot([1, 3, 2])\ndisplay(ipywidgets.FloatSlider(), figure)",
    ],
}


def main():
    """Measure one of the three."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["imports", "figure", "lessons"])
    parser.add_argument("--rounds", type=int, default=5, help="turns of each")
    parser.add_argument("--only", nargs="+", metavar="NN", help="numbers of the lessons")
    parser.add_argument("--cells", type=int, default=3, help="how many of the slowest cells are listed")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else a new environment is compiled anew by every kernel
    if options.what == "imports":
        show_imports(options.rounds)
    elif options.what == "figure":
        show_first_figure(options.rounds)
    else:
        show_lessons(options.rounds, options.only, options.cells)


def in_turns(tasks, rounds):
    """{name: [(wall ms, processor ms, result) for each round]}; a first turn of each fills the disk's caches."""
    turns = {name: [] for name in tasks}
    for turn in range(rounds + 1):
        for name, task in tasks.items():
            begin = time.perf_counter(), processor_of_children()
            result = task()
            end = time.perf_counter(), processor_of_children()
            if turn:
                turns[name].append((*(1000 * (b - a) for a, b in zip(begin, end, strict=True)), result))
    return turns


def processor_of_children():
    """Seconds of the processor that all programs started here, and ended, have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def medians(turns):
    """(wall, processor) in ms."""
    return [statistics.median(turn[clock] for turn in turns) for clock in (0, 1)]


def ratio(turns, others, clock=1):
    """The median of the rounds' ratios of the processor's time; with clock 0, of the wall's."""
    return statistics.median(turn[clock] / other[clock] for turn, other in zip(turns, others, strict=True))


# ── Imports ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def show_imports(rounds):
    """Print the time of each import, and what costs most in the last."""

    def importing(names):
        return lambda: subprocess.run([sys.executable, "-c", f"import {names}"], check=True)

    turns = in_turns({names: importing(names) for names in IMPORTED}, rounds)
    print(f"{'import':34}    wall  processor   / import numpy")
    for names in IMPORTED:
        wall, processor = medians(turns[names])
        print(f"{names:34}{wall:8.0f} {processor:10.0f} {ratio(turns[names], turns['numpy']):16.2f}")
    print(f"\nThe packages that cost most in {IMPORTED[-1]}, ms of their own modules:")
    for package, milliseconds in costs(IMPORTED[-1])[:12]:
        print(f"{package:34}{milliseconds:8.0f}")


def costs(names):
    """[(package, ms)] of the modules that an import loads, the most first, from Python's own -X importtime."""
    command = [sys.executable, "-X", "importtime", "-c", f"import {names}"]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    total = {}
    for own, module in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", report):
        package = module.split(".")[0]
        total[package] = total.get(package, 0) + int(own) / 1000
    return sorted(total.items(), key=lambda item: -item[1])


# ── Notebooks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def show_first_figure(rounds):
    """Print when the kernel runs its first cell, when the imports are done and when the picture is there."""
    turns = in_turns({name: running(notebook_of(cells)) for name, cells in SHOW.items()}, rounds)
    print("        kernel ready   imports   figure     in all   processor   / plain")
    for name, rows in turns.items():
        parts = [statistics.median(result[part] for *_, result in rows) for part in range(3)]
        wall = statistics.median(sum(result) for *_, result in rows)
        print(f"{name:8}{parts[0]:12.0f} {parts[1]:9.0f} {parts[2]:8.0f} {wall:10.0f}", end="")
        print(f" {medians(rows)[1]:11.0f} {ratio(rows, turns['plain']):9.2f}")


def show_lessons(rounds, only, count):
    """Print a line for each lesson, and its slowest cells."""
    print("lesson                   Run All: wall  processor   imports: wall  processor   ratio: wall  processor   own")
    for path in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")):
        if only and path.name[:2] not in only:
            continue
        lesson = nbformat.read(path, as_version=4)
        sources = [cell.source for cell in lesson.cells if cell.cell_type == "code"]
        tasks = {
            "lesson": running(lesson),
            "imports": running(notebook_of([imports_of(sources)])),
            "own": running(notebook_of(without_figures(sources))),
        }
        turns = in_turns(tasks, rounds)
        (wall, processor), (bare_wall, bare) = medians(turns["lesson"]), medians(turns["imports"])
        ratios = [ratio(turns["lesson"], turns["imports"], clock) for clock in (0, 1)]
        print(f"{path.stem:26}{wall:13.0f} {processor:10.0f} {bare_wall:15.0f} {bare:10.0f}", end="")
        print(f" {ratios[0]:13.2f} {ratios[1]:10.2f} {medians(turns['own'])[1] - bare:5.0f}", flush=True)
        print_slowest(turns["lesson"], sources, count)


def print_slowest(turns, sources, count):
    """The cells that take longest, with how they begin."""
    cells = [statistics.median(times) for times in zip(*(result[1:] for *_, result in turns), strict=True)]
    for milliseconds, source in sorted(zip(cells, sources, strict=True), reverse=True)[:count]:
        print(f"{milliseconds:46.0f}   {source.replace(chr(10), ' ⏎ ')[:90]}")


def imports_of(sources):
    """All import statements of a notebook's cells, as one cell.

    >>> imports_of(["import a; x = 1", "from b import c"]).splitlines()
    ['import a', 'from b import c']
    """
    nodes = [node for source in sources for node in ast.parse(source).body]
    return "\n".join(ast.unparse(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))


def without_figures(sources):
    """The cells, but what is called from nblib.viz to be shown is not: only its arguments are worked out.

    >>> without_figures(["from nblib.viz import explore", "x = 2; explore(x, k=[x * x])"])
    ['from nblib.viz import explore', 'x = 2\\n_ = (x, [x * x])']
    """
    trees = [ast.parse(source) for source in sources]
    imports = [node for tree in trees for node in tree.body if isinstance(node, ast.ImportFrom)]
    shown = {alias.name for node in imports if node.module.startswith("nblib.viz") for alias in node.names}
    return [ast.unparse(_Unshown(shown).visit(tree)) for tree in trees]


class _Unshown(ast.NodeTransformer):
    """In statements that are nothing but a call: arguments in place of the calls of these functions."""

    def __init__(self, names):
        self._names, self._inside = names, False

    def visit_Expr(self, node):
        if not self._is_shown(node.value):
            return node
        self._inside = True
        value = self.visit(node.value)
        self._inside = False
        return ast.fix_missing_locations(ast.Assign([ast.Name("_", ast.Store())], value))

    def visit_Call(self, node):
        self.generic_visit(node)
        if not (self._inside and self._is_shown(node)):
            return node
        return ast.Tuple([*node.args, *(keyword.value for keyword in node.keywords)], ast.Load())

    def _is_shown(self, node):
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self._names


def notebook_of(sources):
    """A notebook of these code cells."""
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def running(notebook):
    """A function that runs a notebook in a kernel of its own; it returns the ms to the first cell, and of each cell."""

    def run():
        begin = time.time()
        client = NotebookClient(
            notebook,
            km=KernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[])),
            resources={"metadata": {"path": NOTEBOOKS}},
            extra_arguments=["--log-level=ERROR"],
        )
        client.execute(cleanup_kc=True)
        stamps = [cell.metadata.execution for cell in notebook.cells if cell.cell_type == "code"]
        spans = [[moment(stamp[key]) for key in ("iopub.status.busy", "shell.execute_reply")] for stamp in stamps]
        return [1000 * (spans[0][0] - begin), *(1000 * (end - start) for start, end in spans)]

    return run


def moment(stamp):
    """Seconds since 1970 of a time as Jupyter writes it."""
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


if __name__ == "__main__":
    main()
