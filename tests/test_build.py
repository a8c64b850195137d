"""notebooks/build.py: what is cut, what is kept, and what --check catches."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import build
import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent

LESSON = '''\
# %% [markdown] slideshow={"slide_type": "slide"}
# # 2 A lesson
# It has a picture.

# %% [markdown] tags=["notes"]
# Say this aloud.

# %%
import os
from pathlib import Path

import ipywidgets as widgets
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


# %%
class Picture(widgets.VBox):
    """A figure in small: the bundle that nblib.viz.explorer gives."""

    def __init__(self):
        super().__init__([widgets.IntSlider(3, description="z")])
        figure = Figure((1, 1))
        figure.subplots().plot([0, 1])
        self.png = display_png(figure)

    def __repr__(self):
        return "[figure] p = 0.25"

    def _repr_mimebundle_(self, **kwargs):
        html = f'<img alt="p = 0.25" src="data:image/png;base64,{self.png}">'
        static = {"text/plain": repr(self), "text/html": html, "image/png": self.png}
        return super()._repr_mimebundle_(**kwargs) | static


def display_png(figure):
    import base64
    import io

    file = io.BytesIO()
    FigureCanvasAgg(figure).print_png(file)
    return base64.b64encode(file.getvalue()).decode()


Picture()

# %%
widgets.IntSlider(3, description="z")

# %%
display({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}, raw=True)

# %% tags=["exercise"]
def double(x):
    """Twice x."""
    ...
    # solution
    return 2 * x


# end solution
print(double(21), Path.cwd().name in ("notebooks", "instructor"))

# %% tags=["solution"]
print("Doubling is adding it to itself.")

# %% tags=["raises-exception"]
1 / 0

# %% tags=["nbval-ignore-output"]
print({"a", "b", "c", "d"}, os.environ.get("MPLBACKEND"))
'''


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty notebooks folder that build.py takes for its own."""
    monkeypatch.setattr(build, "HOME", tmp_path / "notebooks")
    (tmp_path / "notebooks/source").mkdir(parents=True)
    return tmp_path / "notebooks"


def run_build(home, *arguments):
    """The command line, with the copy of build.py that lies in home."""
    shutil.copy(ROOT / "notebooks/build.py", home)
    command = [sys.executable, home / "build.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A notebooks folder with one lesson, built."""
    home = tmp_path_factory.mktemp("course") / "notebooks"
    (home / "source").mkdir(parents=True)
    (home / "source/02_lesson.py").write_text(LESSON)
    result = run_build(home)
    assert result.returncode == 0, result.stderr
    return home


@pytest.fixture
def copied(built, home):
    """The same in a folder that a test may spoil."""
    return Path(shutil.copytree(built, home, dirs_exist_ok=True))


def read(path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def spoil(path, change):
    notebook = read(path)
    change(notebook)
    nbformat.write(notebook, path)


# ---------------------------------------------------------------- cutting


def cut(home, text, edition):
    (home / "source/02_lesson.py").write_text(text)
    return build.read_edition(home / "source/02_lesson.py", edition).cells


def sources(home, text, edition):
    return [cell.source for cell in cut(home, text, edition)]


EXERCISE = '# %% tags=["exercise"]\n'


@pytest.mark.parametrize(
    ("source", "student", "instructor"),
    [
        (
            'def f(x):\n    """Twice x."""\n    ...\n    # solution\n    return 2 * x',
            'def f(x):\n    """Twice x."""\n    ...',
            'def f(x):\n    """Twice x."""\n    return 2 * x',
        ),
        (
            "def f(x):\n    ...  # one line\n    # solution\n    return 2 * x\n    # end solution\n\nf(3)",
            "def f(x):\n    ...  # one line\n\nf(3)",
            "def f(x):\n    return 2 * x\n\nf(3)",
        ),
        (
            "dW = ...\ndb = ...\n# solution\ndW = 1\ndb = 2\n# end solution\nprint(dW, db)",
            "dW = ...\ndb = ...\nprint(dW, db)",
            "dW = 1\ndb = 2\nprint(dW, db)",
        ),
        ("a = [...]\n...\n# solution\nb = 1", "a = [...]\n...", "a = [...]\nb = 1"),
        ("# solution\nb = 1", "", "b = 1"),
    ],
)
def test_an_exercise_has_its_stub_or_its_solution(home, source, student, instructor):
    assert sources(home, EXERCISE + source, "student") == [student]
    assert sources(home, EXERCISE + source, "instructor") == [instructor]


def test_a_stub_elsewhere_in_the_cell_stays(home):
    source = "def g(): ...\n\ndef f():\n    ...\n    # solution\n    return 1"
    assert sources(home, EXERCISE + source, "instructor") == ["def g(): ...\n\ndef f():\n    return 1"]


@pytest.mark.parametrize("kind", ["", " [markdown]"])
@pytest.mark.parametrize("tag", ["solution", "notes"])
def test_solutions_and_notes_are_for_instructors(home, tag, kind):
    text = f'# %% [markdown]\n# before\n\n# %%{kind} tags=["{tag}"]\n# this\n\n# %%\nafter = 1\n'
    assert sources(home, text, "student") == ["before", "after = 1"]
    assert [source.removeprefix("# ") for source in sources(home, text, "instructor")] == [
        "before",
        "this",
        "after = 1",
    ]


def test_slide_marks_are_for_instructors(home):
    text = '# %% slideshow={"slide_type": "slide"} tags=["nbval-skip"]\n1\n'
    assert [cell.metadata for cell in cut(home, text, "instructor")] == [
        {"slideshow": {"slide_type": "slide"}, "tags": ["nbval-skip"]}
    ]
    assert [cell.metadata for cell in cut(home, text, "student")] == [{"tags": ["nbval-skip"]}]


def test_an_unmarked_cell_is_a_step_of_its_slide_and_notes_and_solutions_are_on_none(home):
    text = "# %%\n1\n\n" + "".join(f'# %% tags=["{tag}"]\n1\n\n' for tag in ("notes", "solution", "nbval-skip"))
    marks = [cell.metadata.slideshow["slide_type"] for cell in cut(home, text, "instructor")]
    assert marks == ["fragment", "notes", "skip", "fragment"]
    assert not any("slideshow" in cell.metadata for cell in cut(home, text, "student"))


def test_a_heading_called_solution_is_no_marker(home):
    assert sources(home, "# %% [markdown]\n# # solution\n", "student") == ["# solution"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (EXERCISE + "x = ...\n", "an exercise without a line `# solution`"),
        ('# %% [markdown] tags=["exercise"]\n# x = ...\n', "an exercise without a line `# solution`"),
        ("# %%\nx = ...\n# solution\nx = 1\n", "not tagged `exercise`"),
        ("# %%\nx = ...\n# end solution\n", "not tagged `exercise`"),
        (EXERCISE + "x = ...\n# solution\nx = 1\n# solution\nx = 2\n", "more than one"),
        (EXERCISE + "x = ...\n# end solution\n# solution\nx = 1\n", "out of place"),
        ('# %% tags=["solutions"]\nx = ...\n', "unknown tag or metadata solutions"),
        ('# %% slide="yes"\nx = ...\n', "unknown tag or metadata slide"),
    ],
)
@pytest.mark.parametrize("edition", build.FOLDERS)
def test_a_mistake_in_the_source_names_file_and_cell(home, text, message, edition):
    with pytest.raises(build.BuildError, match=re.escape(message)) as error:
        cut(home, "# %%\nfirst = 1\n\n" + text, edition)
    assert "02_lesson.py" in str(error.value)
    assert "x = ..." in str(error.value)


# ---------------------------------------------------------------- ids


def test_ids_are_the_same_in_both_editions_and_in_every_build(home):
    student, instructor = (cut(home, LESSON, edition) for edition in ("student", "instructor"))
    assert [cell.id for cell in instructor] == [cell.id for cell in cut(home, LESSON, "instructor")]
    assert {cell.id for cell in student} < {cell.id for cell in instructor}
    assert all(re.fullmatch(r"02-[0-9a-f]{8}", cell.id) for cell in instructor)


def test_a_change_in_one_cell_changes_the_id_of_that_cell_only(home):
    before, after = ([cell.id for cell in cut(home, f"# %%\na\n\n# %%\n{b}\n\n# %%\nc\n", "student")] for b in "bd")
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]


def test_equal_cells_have_different_ids(home):
    ids = [cell.id for cell in cut(home, "# %%\nx\n\n# %%\nx\n\n# %%\nx\n", "student")]
    assert ids == [ids[0], ids[0] + "-2", ids[0] + "-3"]


# ---------------------------------------------------------------- running


def test_the_learner_gets_the_stub_and_the_instructor_what_it_computes(built):
    text = {
        path.parent.name: "".join(
            output.text for cell in read(path).cells for output in cell.get("outputs", []) if "text" in output
        )
        for path in (built / "02_lesson.ipynb", built / "instructor/02_lesson.ipynb")
    }
    assert text["notebooks"].startswith("None True\n{")
    assert text["instructor"].startswith("42 True\nDoubling is adding it to itself.\n{")
    assert text["instructor"].endswith("module://matplotlib_inline.backend_inline\n")


@pytest.mark.parametrize("edition", build.FOLDERS)
def test_outputs_can_be_shown_without_a_kernel(built, edition):
    text = (built / build.FOLDERS[edition] / "02_lesson.ipynb").read_text()
    notebook = json.loads(text)
    outputs = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [set(output[0]["data"]) for output in outputs[1:3]] == [
        {"text/plain", "text/html", "image/png"},
        {"text/plain"},
    ]
    assert outputs[3] == []  # nothing was left of it
    assert ["ZeroDivisionError: division by zero"] in [output[0].get("traceback") for output in outputs if output]
    slides = build.SLIDES if edition == "instructor" else {}
    assert notebook["metadata"] == {"kernelspec": build.KERNEL, "language_info": build.LANGUAGE} | slides
    assert not {"execution", "widgets"} & {key for cell in notebook["cells"] for key in cell["metadata"]}
    assert sys.version.split()[0] not in text
    nbformat.validate(read(built / "02_lesson.ipynb"))


def test_building_twice_gives_the_same_bytes(built, copied):
    first = built / "instructor/02_lesson.ipynb"  # it has all that the learner's edition has
    again = copied / "instructor/02_lesson.ipynb"
    again.unlink()
    assert build.build(copied / "source/02_lesson.py", "instructor") == again
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("1 / 0  # here", "ZeroDivisionError"),
        ("import warnings\nwarnings.warn('careful')  # here", "writes to stderr"),
    ],
)
def test_a_cell_that_fails_or_warns_fails_the_build_and_is_shown(home, cell, message):
    (home / "source/02_lesson.py").write_text(f"# %%\n{cell}\n")
    with pytest.raises(build.BuildError, match=message) as error:
        build.build(home / "source/02_lesson.py", "student")
    assert str(error.value).startswith("02_lesson.ipynb: ")
    assert "# here" in str(error.value)
    assert not list(home.glob("**/*.ipynb"))


def test_the_command_reports_the_lesson_that_fails_and_writes_the_others_that_it_is_to_build(home):
    (home / "source/01_good.py").write_text("# %%\n1\n")
    (home / "source/02_lesson.py").write_text("# %%\nx = ...\n# solution\n")
    (home / "source/03_other.py").write_text("# %%\n1\n")
    result = run_build(home, "--only", "01", "02")
    assert result.returncode == 1
    assert result.stderr.count("02_lesson.py: a solution in a cell that is not tagged `exercise`") == 2
    assert sorted(result.stdout.split()) == ["01_good.ipynb", "instructor/01_good.ipynb"]


def change_picture(notebook):
    data = code_cells(notebook)[1].outputs[0].data
    data["text/html"] = data["text/html"].replace(data["image/png"], "iVBORw0KGgo=")
    data["image/png"] = "iVBORw0KGgo="


def change_alt_text(notebook):
    data = code_cells(notebook)[1].outputs[0].data
    data["text/html"] = data["text/html"].replace("p = 0.25", "p = 0.35")


def test_nbval_compares_the_text_of_a_built_notebook_but_no_pictures_and_no_widgets(copied):
    """With the configuration of this repository: the bundle of a figure passes, and a changed number fails."""
    notebook = copied / "02_lesson.ipynb"
    spoil(notebook, change_picture)
    spoil(notebook, change_alt_text)

    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-n", "0", "-p", "no:cacheprovider", "-rf"]
    result = subprocess.run([*command, notebook], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert set(re.findall("mismatch '(.+)'", result.stdout)) == {"text/html"}  # CI's summary tells it once more
    assert '<img alt="p = 0.35" src="PICTURE">' in result.stdout
    assert re.search(r"\b1 failed, \d+ passed", result.stdout), result.stdout


# ---------------------------------------------------------------- --check


def test_check_passes_on_what_was_built(copied):
    assert build.main(["--check"]) is None


def edit_source(home):
    path = home / "source/02_lesson.py"
    path.write_text(path.read_text().replace("It has a picture.", "It has no picture."))


def edit_solution(home):
    path = home / "source/02_lesson.py"
    path.write_text(path.read_text().replace("return 2 * x", "return x + x"))


def edit_notebook(home):
    spoil(home / "02_lesson.ipynb", lambda notebook: notebook.cells[0].update(source="# 2 My lesson"))


def change_id(home):
    spoil(home / "02_lesson.ipynb", lambda notebook: notebook.cells[0].update(id="mine"))


def drop_tag(home):
    spoil(home / "02_lesson.ipynb", lambda notebook: [cell.metadata.clear() for cell in notebook.cells])


def save_in_jupyter(home):
    spoil(home / "02_lesson.ipynb", lambda notebook: notebook.metadata.language_info.update(version="3.12.1"))


def clear_outputs(home):
    path = home / "instructor/02_lesson.ipynb"
    spoil(path, lambda notebook: [cell.update(outputs=[]) for cell in code_cells(notebook)])


def skip_a_cell(home):
    path = home / "instructor/02_lesson.ipynb"
    spoil(path, lambda notebook: code_cells(notebook)[-1].update(outputs=[], execution_count=None))


def delete_notebook(home):
    (home / "instructor/02_lesson.ipynb").unlink()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edit_source, "02_lesson.ipynb differs from its source"),
        (edit_solution, "02_lesson.ipynb differs from its source"),
        (edit_notebook, "02_lesson.ipynb differs from its source"),
        (change_id, "02_lesson.ipynb differs from its source"),
        (drop_tag, "02_lesson.ipynb differs from its source"),
        (save_in_jupyter, "02_lesson.ipynb was saved by another program"),
        (clear_outputs, "instructor/02_lesson.ipynb was not run"),
        (skip_a_cell, "instructor/02_lesson.ipynb was not run"),
        (delete_notebook, "instructor/02_lesson.ipynb is missing"),
    ],
)
def test_check_catches_a_stale_notebook_and_says_what_to_run(copied, change, message):
    change(copied)
    complaint = build.main(["--check"])
    assert message in complaint
    assert all(line.endswith("run `python notebooks/build.py --only 02`") for line in complaint.splitlines())


@pytest.mark.parametrize("path", ["05_other.ipynb", "instructor/05_other.ipynb"])
def test_check_catches_a_notebook_without_a_source(copied, path):
    shutil.copy(copied / "02_lesson.ipynb", copied / path)
    assert build.main(["--check"]) == f"{path} has no source: delete it, or write source/05_other.py"


@pytest.mark.parametrize("arguments", [["--check"], ["--check", "--only", "07"], ["--only", "07"], []])
def test_nothing_to_build_or_check_is_a_failure(home, arguments):
    assert build.main(arguments) == "no lesson found in notebooks/source"


def test_the_committed_editions_are_fresh():
    assert build.main(["--check"]) is None
