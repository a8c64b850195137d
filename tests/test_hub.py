"""A class on a hub: the configurations, the numbers behind them, and that an update never takes a learner's words.

What runs a hub and measures it is started by hand (teaching/hub/README.md); this is what can be held without one.
"""

import doctest
import os
import shutil
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
import yaml
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tracked import ROOT
from traitlets.config import Config

from teaching.hub import cost, link, report

HUB = ROOT / "teaching" / "hub"


# ---------------------------------------------------------------- configurations


def settings(name):
    """What a configuration file of Jupyter sets."""
    c, path = Config(), HUB / name
    exec(compile(path.read_text(), name, "exec"), {"get_config": lambda: c, "__file__": str(path)})
    return c


def values(name):
    return yaml.safe_load((HUB / name).read_text())


@pytest.fixture
def server(monkeypatch, tmp_path):
    """The configuration of a server whose learner's home is `tmp_path`; the tests' own environment stays as it is."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return settings("jupyter_server_config.py")


def test_the_local_hub_can_be_reached_from_this_machine_only():
    c = settings("jupyterhub_config.py")
    addresses = [c.JupyterHub.bind_url, c.JupyterHub.hub_bind_url, c.ConfigurableHTTPProxy.api_url]
    assert {urlsplit(address).hostname for address in addresses} == {"127.0.0.1"}
    assert len({urlsplit(address).port for address in addresses}) == 3
    assert "--ServerApp.ip=127.0.0.1" in c.Spawner.args


def test_a_learners_kernels_find_the_library_in_the_folder_that_the_link_fills(server, tmp_path):
    assert os.environ["PYTHONPATH"] == str(tmp_path / link.COURSE)
    assert tmp_path == Path(server.ServerApp.root_dir)


def test_a_learners_server_sends_each_message_at_once(server, monkeypatch):
    prompt, calls = server.ServerApp.kernel_websocket_connection_class, []
    monkeypatch.setattr(KernelWebsocketHandler, "set_nodelay", lambda _self, value: calls.append(value))
    monkeypatch.setattr(prompt.__base__, "connect", lambda _self: calls.append("connect"))
    connection = prompt.__new__(prompt)
    connection.websocket_handler = KernelWebsocketHandler.__new__(KernelWebsocketHandler)
    connection.connect()
    assert calls == [True, "connect"]


def test_kubernetes_fills_the_same_folder_and_mounts_the_same_configuration():
    singleuser = values("kubernetes.yaml")["singleuser"]
    hook = singleuser["lifecycleHooks"]["postStart"]["exec"]["command"][-1]
    assert hook.startswith('cd "$HOME" && gitpuller ')
    assert hook.endswith(f" {link.COURSE} || true")
    assert singleuser["extraFiles"]["course"]["mountPath"].endswith("/etc/jupyter/jupyter_server_config.py")


# ---------------------------------------------------------------- numbers


@pytest.fixture(scope="module")
def learner():
    return cost.one_learner(report.measured(), cost.Assumptions())


def test_the_littlest_jupyterhub_limits_a_learner_to_what_was_measured(learner):
    assert values("tljh.yaml")["limits"]["memory"] == f"{cost.limit_gib(learner):g}G"


def test_kubernetes_sets_aside_and_limits_what_was_measured(learner):
    singleuser = values("kubernetes.yaml")["singleuser"]
    memory = {"guarantee": f"{cost.guarantee_gib(learner):g}G", "limit": f"{cost.limit_gib(learner):g}G"}
    assert singleuser["memory"] == memory
    assert singleuser["cpu"]["guarantee"] == cost.guarantee_cores(learner)


def test_idle_servers_end_at_the_same_time_everywhere():
    local = settings("jupyterhub_config.py").JupyterHub.services[0]["command"]
    littlest, kubernetes = values("tljh.yaml")["services"]["cull"], values("kubernetes.yaml")["cull"]
    for cull in littlest, kubernetes:
        assert cull["enabled"]
        assert local[-2:] == [f"--timeout={cull['timeout']}", f"--cull-every={cull['every']}"]


def test_the_eleven_lessons_were_measured():
    """A later lesson need not be: `measure --write` takes five minutes, and one more kernel changes little."""
    measured = [row["lesson"] for row in report.measured()["lessons"]]
    assert measured == sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))[:11]


def test_the_readme_shows_the_tables_of_the_report():
    shown = report.MARKED.search((HUB / "README.md").read_text()).group()
    assert shown == report.report(report.measured(), cost.Assumptions())


def test_a_class_by_hand():
    """126 MiB of server, kernels of 100 and 130 MiB: 1.25 × (126 + 2 × 130) = 482.5 and 1.25 × (126 + 230) = 445."""
    row = {"run_all_cpu_s": 1.8, "move_cpu_ms": 12, "start_hub_cpu_s": 0.3, "move_hub_cpu_ms": 0.4}
    measured = {"classes": [row | {"server": {"pss": 126}}], "lessons": [{"pss": 100}, {"pss": 130}]}
    given = cost.Assumptions()
    learner = cost.one_learner(measured, given)
    assert astuple(learner) == pytest.approx((482.5, 445, 0.06, 0.03, 0.03))
    assert cost.learners_per_node(learner, given) == (54, 113, 100)
    assert [cost.nodes(n, learner, given) for n in (54, 55, 3000)] == [1, 2, 56]
    assert cost.hub_load(1000, measured, given) == pytest.approx((5, 1))
    assert [cost.hubs(n, measured, given) for n in (699, 701)] == [1, 2]
    assert cost.price(2, 10, given) == pytest.approx(2 * 0.40 * 60 + 10 * 0.10 * 4)


# ---------------------------------------------------------------- link and update


def test_the_link_is_as_its_example_says():
    assert doctest.testmod(link) == (0, 1)


GONE, LESSON, OTHER, DELETED = (
    f"notebooks/{name}.ipynb" for name in ("01_entropy", "02_softmax", "03_matrix_view", "04_derivatives")
)
ANSWER = "def softmax(z):\n    # my own words\n    return np.exp(z) / np.exp(z).sum()"


class Class:
    """An author's repository, and a learner's copy of it that nbgitpuller made."""

    def __init__(self, folder):
        self.author, self.learner = folder / "author", folder / link.COURSE
        for name in GONE, LESSON, OTHER, DELETED:
            (self.author / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, self.author / name)
        self._git("init", "-q", "-b", "main")
        self.publish()
        self.pull()

    def publish(self):
        self._git("add", "-A")
        self._git("commit", "-qm", "An update")

    def pull(self):
        command = [sys.executable, "-m", "nbgitpuller.pull", f"file://{self.author}", "main", str(self.learner)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    def _git(self, *command):
        author = ["-c", "user.name=author", "-c", "user.email=author@example.edu"]
        subprocess.run(["git", *author, *command], cwd=self.author, check=True, capture_output=True)


@pytest.fixture(scope="module")
def after_an_update(tmp_path_factory):
    """A learner has worked in lessons and made files; the author then changes, adds and deletes; the learner pulls."""
    it = Class(tmp_path_factory.mktemp("class"))
    with edited(it.learner / LESSON) as lesson:
        lesson.cells[exercise(lesson)].source = ANSWER
        for number, cell in enumerate(code_cells(lesson), start=50):
            cell.execution_count = number
            cell.outputs = [nbformat.v4.new_output("stream", text=f"what I saw, {number}\n")]
        lesson.cells.append(nbformat.v4.new_code_cell("'a cell of mine'"))
    with edited(it.learner / GONE) as lesson:
        lesson.cells[-1].source = "my summary"
    (it.learner / DELETED).unlink()
    (it.learner / "notebooks" / "11_more.ipynb").write_text("my notes under a name that the course takes later")

    with edited(it.author / LESSON) as lesson:
        lesson.cells[exercise(lesson)].source += "\n# the author's own change of the exercise"
        lesson.cells[0].source += "\nA sentence that was missing."
    with edited(it.author / OTHER) as lesson:
        lesson.cells[0].source += "\nA sentence that was missing."
    (it.author / GONE).unlink()
    (it.author / "notebooks" / "11_more.ipynb").write_text("a new lesson")
    it.publish()
    it.pull()
    return it.learner / "notebooks"


class edited:
    """A notebook to change in a with block."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.notebook = nbformat.read(self.path, as_version=4)
        return self.notebook

    def __exit__(self, *_):
        nbformat.write(self.notebook, self.path)


def exercise(lesson):
    return next(i for i, cell in enumerate(lesson.cells) if "exercise" in cell.metadata.get("tags", []))


def code_cells(lesson):
    return [cell for cell in lesson.cells if cell.cell_type == "code"]


def test_an_update_leaves_a_learners_answer_outputs_and_own_cell(after_an_update):
    lesson = nbformat.read(after_an_update / "02_softmax.ipynb", as_version=4)
    nbformat.validate(lesson)
    assert ANSWER in [cell.source for cell in lesson.cells]
    assert lesson.cells[-1].source == "'a cell of mine'"
    outputs = [cell.outputs[0].text for cell in code_cells(lesson)[:-1]]
    assert outputs == [f"what I saw, {number}\n" for number in range(50, 50 + len(outputs))]


def test_in_the_same_notebook_an_update_changes_the_cells_that_the_learner_left_alone(after_an_update):
    lesson = nbformat.read(after_an_update / "02_softmax.ipynb", as_version=4)
    assert lesson.cells[0].source.endswith("A sentence that was missing.")


def test_an_update_changes_the_files_that_the_learner_left_alone(after_an_update):
    assert "A sentence that was missing." in (after_an_update / "03_matrix_view.ipynb").read_text()


def test_a_lesson_that_the_author_deletes_stays_if_the_learner_has_worked_in_it(after_an_update):
    assert "my summary" in (after_an_update / "01_entropy.ipynb").read_text()


def test_a_learners_own_file_is_renamed_when_the_course_takes_its_name(after_an_update):
    mine = [path.read_text() for path in after_an_update.glob("11_more__*.ipynb")]
    assert mine == ["my notes under a name that the course takes later"]
    assert (after_an_update / "11_more.ipynb").read_text() == "a new lesson"


def test_a_lesson_that_the_learner_deletes_comes_back(after_an_update):
    assert (after_an_update / "04_derivatives.ipynb").read_bytes() == (ROOT / DELETED).read_bytes()


def test_what_the_learner_had_before_the_update_is_a_commit_of_theirs(after_an_update):
    log = ["git", "log", "--author=nbgitpuller", "-p", "--", "02_softmax.ipynb"]
    assert "my own words" in subprocess.run(log, cwd=after_an_update, capture_output=True, text=True, check=True).stdout
