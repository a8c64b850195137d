"""A class measured: python -m teaching.hub.measure [--learners 1 5 10] [--write].

Starts the hub of jupyterhub_config.py once for each number of learners. All of them log in, start their server, get the
course, run a lesson and move a slider, at the same time; then one learner runs every lesson in turn.
Prints what it took. --write keeps it in measured.json, from which report.py computes.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import psutil

from .learner import Learner
from .local_hub import local_hub
from .usage import kernels, others, servers, usage

ROOT = Path(__file__).resolve().parents[2]
MEASURED = Path(__file__).with_name("measured.json")
LESSON = "02_softmax.ipynb"
PACKAGES = ["jupyterhub", "jupyterlab", "jupyter-server", "ipykernel", "numpy", "matplotlib"]


def main():
    """Measure, print, and keep it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, nargs="+", default=[1, 5, 10])
    parser.add_argument("--write", action="store_true", help="keep the result in measured.json")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the hub ends too
    with tempfile.TemporaryDirectory() as folder:
        course = bare_copy(Path(folder))
        rows = [_with_hub(Path(folder) / f"hub{n}", lambda hub, n=n: a_class(hub, n, course)) for n in asked.learners]
        lessons = _with_hub(Path(folder) / "lessons", lambda hub: every_lesson(hub, course))
    result = {"machine": _machine(), "lesson": LESSON, "classes": rows, "lessons": lessons}
    print(json.dumps(result, indent=1))
    if asked.write:
        MEASURED.write_text(json.dumps(result, indent=1) + "\n")


async def a_class(hub, n, course):
    """What n learners wait for, and what they use, when all do the same at once."""
    address, process = hub
    learners = [Learner(address, f"learner{i}") for i in range(n)]
    row = {"learners": n, "load_before": round(os.getloadavg()[0], 1)}
    before = usage(others(process)).cpu
    await _together(learners, Learner.log_in)
    row["start_s"] = _spread(await _together(learners, Learner.start_server))
    row["start_hub_cpu_s"] = round((usage(others(process)).cpu - before) / n, 2)
    row["server_after_start"] = _each(servers(process), n)
    row["pull_s"] = _spread(await _together(learners, lambda learner: learner.pull(course)))
    lessons = [learner.open_lesson(LESSON) for learner in learners]
    before = _cpu(process)
    row["open_s"], opened = await _opened(lessons)
    row["run_all_s"] = _spread(await _together(opened, lambda kernel: kernel.run_all()))
    row["run_all_cpu_s"] = round((_cpu(process) - before) / n, 2)
    row["server"], row["kernel"] = _each(servers(process), n), _each(kernels(process), n)
    row["hub"] = _each(others(process), 1)
    row |= await _moving(opened, process)
    for lesson in lessons:
        await lesson.__aexit__(None, None, None)
    await _together(learners, Learner.stop_server)
    row["load_after"] = round(os.getloadavg()[0], 1)
    return row


async def _moving(opened, process):
    """Sliders moved by people who look at each picture, and then dragged by all at once without a pause."""
    calm = await asyncio.gather(*(_moves(kernel, 15, pause=1.0, seed=i) for i, kernel in enumerate(opened)))
    before, hub_before = _cpu(process), usage(others(process)).cpu
    drag = await asyncio.gather(*(_moves(kernel, 40, pause=0.0, seed=i) for i, kernel in enumerate(opened)))
    moves = sum(map(len, drag))
    return {
        "move_ms": _spread([1000 * wait for waits in calm for wait in waits]),
        "drag_ms": _spread([1000 * wait for waits in drag for wait in waits]),
        "move_cpu_ms": round(1000 * (_cpu(process) - before) / moves, 1),
        "move_hub_cpu_ms": round(1000 * (usage(others(process)).cpu - hub_before) / moves, 2),
    }


async def _moves(kernel, count, *, pause, seed):
    rng = random.Random(seed)
    waits = []
    for _ in range(count):
        await asyncio.sleep(rng.uniform(0.5, 1.5) * pause)
        waits.append(await kernel.move(kernel.sliders()[0]))
    return waits


async def every_lesson(hub, course):
    """What the kernel of each lesson uses once all its cells have run, one lesson after the other."""
    address, process = hub
    learner, rows = Learner(address, "learner"), []
    await learner.log_in()
    await learner.start_server()
    await learner.pull(course)
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        before = usage(servers(process)).cpu
        async with learner.open_lesson(path.name) as kernel:
            start = time.perf_counter()
            await kernel.run_all()
            seconds = time.perf_counter() - start
            used, server = usage(kernels(process)), usage(servers(process))
        cpu = used.cpu + server.cpu - before
        rows.append({"lesson": path.name, "run_all_s": round(seconds, 2), "cpu_s": round(cpu, 2)} | _rounded(used))
    await learner.stop_server()
    return rows


def _with_hub(state, measure):
    with local_hub(state) as (address, process):
        return asyncio.run(measure((address, process.pid)))


async def _together(things, do):
    """The seconds that each of these waits, if all do it at once."""

    async def timed(thing):
        start = time.perf_counter()
        await do(thing)
        return time.perf_counter() - start

    return await asyncio.gather(*map(timed, things))


async def _opened(lessons):
    opened = []

    async def enter(lesson):
        opened.append(await lesson.__aenter__())

    return _spread(await _together(lessons, enter)), opened


def _cpu(process):
    return usage([*servers(process), *kernels(process)]).cpu


def _spread(values):
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"median": round(statistics.median(ordered), 2), "p95": round(p95, 2), "max": round(ordered[-1], 2)}


def _each(processes, n):
    return _rounded(usage(processes), n)


def _rounded(used, n=1):
    return {name: round(value / n, 1) for name, value in used._asdict().items()}


def bare_copy(folder):
    """The address of a copy of the repository as it is committed, for learners to get it from."""
    subprocess.run(["git", "clone", "-q", "--bare", str(ROOT), str(folder / "course.git")], check=True)
    return f"file://{folder / 'course.git'}"


def branch():
    """The branch that is checked out here."""
    asked = ["git", "branch", "--show-current"]
    return subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _machine():
    return {
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "packages": {name: version(name) for name in PACKAGES},
    }


if __name__ == "__main__":
    main()
