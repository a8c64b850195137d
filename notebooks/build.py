"""Build both editions of every lesson from its one source.

    python notebooks/build.py              run every lesson and write both editions
    python notebooks/build.py --only 02    the same for lesson 02
    python notebooks/build.py --check      write nothing; fail if a committed notebook is stale

A lesson is a text, source/NN_name.py, in jupytext's py:percent format.  The learner's edition becomes NN_name.ipynb,
the instructor's edition instructor/NN_name.ipynb.  What stands in which of the two:

    a cell tagged `solution`                   instructor's edition only
    a cell tagged `notes` (speaker notes)      instructor's edition only
    slide marks (`slideshow={...}`)            instructor's edition only; a cell without one is a step of the slide
        on which it stands, and notes and solutions are on none (see teaching/presenting.md)
    a cell tagged `exercise`                   both, cut at the line `# solution`:
        the learner gets what stands above it, ending in a stub: lines `...` or `name = ...`;
        the instructor gets what stands below it, in place of the stub.
        The solution ends with the line `# end solution`, if there is one, else with the cell.
"""

import argparse
import hashlib
import os
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import jupytext
import nbformat
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal

HOME = Path(__file__).resolve().parent
FOLDERS = {"student": ".", "instructor": "instructor"}
TAGS = {"solution", "notes", "exercise", "raises-exception", "nbval-ignore-output", "nbval-skip"}
STUB = re.compile(r"\s*(\w+ = )?\.\.\.\s*(#.*)?")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# No version of Python stands here, so that a notebook built with another one has the same text.
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
SLIDES = {"@deathbeds/jupyterlab-fonts": {"styles": {"@import": "url('./slides.css')"}}}  # what a slide looks like
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}


class BuildError(Exception):
    """What is wrong with a source, or with a cell when it runs: a message for the author."""


# ------------------------------------------------------------------------------------ from the source to an edition


def read_edition(source, edition):
    """The notebook of one edition, not yet run."""
    cells = jupytext.read(source, fmt="py:percent").cells
    number_cells(source, cells)
    kept = [cell for cell in cells if edition == "instructor" or not {"solution", "notes"} & tags_of(cell)]
    for cell in kept:
        try:
            cut_cell(cell, edition)
        except BuildError as error:
            first_line = cell.source.partition("\n")[0]
            raise BuildError(f"{source.name}: {error}; the cell begins with {first_line!r}") from None
    return nbformat.v4.new_notebook(cells=kept, metadata=fixed_metadata(edition))


def fixed_metadata(edition):
    slides = SLIDES if edition == "instructor" else {}
    return nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE} | slides)


def tags_of(cell):
    return set(cell.metadata.get("tags", []))


def number_cells(source, cells):
    """Give each cell the id that it has in both editions, and keeps while its text stays: lesson number and a hash."""
    lesson, seen = source.name.partition("_")[0], Counter()
    for cell in cells:
        digest = hashlib.sha256(cell.source.encode()).hexdigest()[:8]
        seen[digest] += 1
        cell.id = f"{lesson}-{digest}" if seen[digest] == 1 else f"{lesson}-{digest}-{seen[digest]}"


def cut_cell(cell, edition):
    """Turn a cell of the source into the cell of one edition."""
    cell.metadata.pop("lines_to_next_cell", None)  # jupytext's own note on blank lines
    unknown = (set(cell.metadata) - {"tags", "slideshow"}) | (tags_of(cell) - TAGS)
    if unknown:  # a misspelt `solution` would hand the solution to the learner
        raise BuildError(f"unknown tag or metadata {', '.join(sorted(unknown))}")
    if edition == "student":
        cell.metadata.pop("slideshow", None)
    else:
        cell.metadata.setdefault("slideshow", {"slide_type": unmarked(cell)})
    is_exercise = "exercise" in tags_of(cell)
    if cell.cell_type == "code" or is_exercise:  # elsewhere `# solution` is a heading
        cell.source = cut_source(cell.source, edition, is_exercise)


def unmarked(cell):
    """The slide mark of a cell that has none: a step on the slide, the speaker's own, or left out of the show."""
    tags = tags_of(cell)
    return "notes" if "notes" in tags else "skip" if "solution" in tags else "fragment"


def cut_source(text, edition, is_exercise):
    """The text with its stub, for the learner, or with its solution, for the instructor."""
    lines = text.splitlines()
    begin, end = find_solution(lines, is_exercise)
    above, solution, below = lines[:begin], lines[begin + 1 : end], lines[end + 1 :]
    if edition == "student":
        return "\n".join(above + below).rstrip()
    while above and STUB.fullmatch(above[-1]):
        above.pop()
    return "\n".join(above + solution + below)


def find_solution(lines, is_exercise):
    """Where `# solution` and `# end solution` stand; without an exercise both lie behind the last line."""
    stripped = [line.strip() for line in lines]
    begins = [i for i, line in enumerate(stripped) if line == "# solution"]
    ends = [i for i, line in enumerate(stripped) if line == "# end solution"]
    if is_exercise and not begins:
        raise BuildError("an exercise without a line `# solution`")
    if (begins or ends) and not is_exercise:
        raise BuildError("a solution in a cell that is not tagged `exercise`")
    if len(begins) > 1 or len(ends) > 1 or (ends and ends < begins):
        raise BuildError("more than one `# solution`, or `# end solution` out of place")
    return (begins or [len(lines)])[0], (ends or [len(lines)])[0]


# ------------------------------------------------------------------------------------------------------- running it


def build(source, edition):
    """Run one edition in the folder where it will lie, and write it there."""
    path = target(source, edition)
    path.parent.mkdir(exist_ok=True)
    notebook = read_edition(source, edition)
    try:
        run(notebook, path.parent)
        clean_outputs(notebook)
    except (BuildError, CellControlSignal) as error:
        raise BuildError(f"{path.relative_to(HOME)}: {error}") from None
    notebook.metadata = fixed_metadata(edition)  # running has added the version of Python
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return path


def target(source, edition):
    return HOME / FOLDERS[edition] / f"{source.stem}.ipynb"


def run(notebook, folder):
    """Run every cell in a new kernel of this very Python, in surroundings that are the same in every build."""
    with tempfile.TemporaryDirectory() as settings:  # instead of the author's own IPython start-up files
        fixed = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "IPYTHONDIR": settings, "NBLIB_LOGBOOK": "off"}
        environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"} | fixed
        NotebookClient(
            notebook,
            km=KernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[])),
            resources={"metadata": {"path": folder}},
            extra_arguments=["--log-level=ERROR"],
            timeout=120,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
        ).execute(env=environment, cleanup_kc=True)


def clean_outputs(notebook):
    """Keep of the outputs what can be shown without a kernel and is the same in every build."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise BuildError(f"a cell writes to stderr:\n\n{cell.source}\n\n{output.text}")
            if output.output_type == "error":  # its traceback names folders of this machine
                output.traceback = [f"{output.ename}: {output.evalue}"]
            output.get("data", {}).pop(WIDGET_VIEW, None)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("data") != {}]


# --------------------------------------------------------------------------------------- checking what is committed


def find_stale(sources):
    """One line for each notebook that is not what its source would give."""
    for source in sources:
        for edition in FOLDERS:
            path = target(source, edition)
            fault = find_fault(path, read_edition(source, edition))
            if fault:
                command = f"python notebooks/build.py --only {source.name[:2]}"
                yield f"{path.relative_to(HOME)} {fault}: run `{command}`"


def find_fault(path, expected):
    """What is wrong with a committed notebook, pictures and other outputs aside."""
    if not path.exists():
        return "is missing"
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    if notebook.metadata != expected.metadata:
        return "was saved by another program (its metadata differ)"
    if [comparable(cell) for cell in notebook.cells] != [comparable(cell) for cell in expected.cells]:
        return "differs from its source"
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source]
    if code and (not any(cell.outputs for cell in code) or any(cell.execution_count is None for cell in code)):
        return "was not run"
    return None


def comparable(cell):
    return cell.cell_type, cell.id, cell.source, cell.metadata


def find_orphans(sources):
    """One line for each notebook that no source makes."""
    made = {target(source, edition) for source in sources for edition in FOLDERS}
    for folder in FOLDERS.values():
        for path in sorted((HOME / folder).glob("*.ipynb")):
            if path not in made:
                yield f"{path.relative_to(HOME)} has no source: delete it, or write source/{path.stem}.py"


# ------------------------------------------------------------------------------------------------- the command line


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NN", help="numbers of the lessons")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a committed notebook is stale")
    options = parser.parse_args(arguments)
    sources = sorted((HOME / "source").glob("[0-9][0-9]_*.py"))
    chosen = [source for source in sources if not options.only or source.name[:2] in options.only]
    if not chosen:
        return "no lesson found in notebooks/source"
    try:
        faults = [*find_stale(chosen), *find_orphans(sources)] if options.check else build_all(chosen)
    except BuildError as error:
        return str(error)
    return "\n".join(faults) or None


def build_all(sources):
    """Build two notebooks at a time; one line for each that cannot be built."""
    faults = []
    with ProcessPoolExecutor(max_workers=2) as pool:
        for future in as_completed(pool.submit(build, source, edition) for source in sources for edition in FOLDERS):
            try:
                print(future.result().relative_to(HOME), flush=True)
            except BuildError as error:
                faults.append(str(error))
    return faults


if __name__ == "__main__":
    sys.exit(main())
