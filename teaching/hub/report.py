"""The tables of README.md, from measured.json: python -m teaching.hub.report [--price 0.40] [--write].

What was measured, what follows for one learner, and machines and money for 30, 300 and 3,000.
--write puts them into README.md, between its two marks.
"""

import argparse
import json
import re
from dataclasses import replace
from pathlib import Path

from . import cost

HERE = Path(__file__).parent
CLASSES = (30, 300, 3000)
MARKED = re.compile(r"(?<=<!-- tables -->\n\n).*(?=\n\n<!-- end of tables -->)", re.DOTALL)


def main():
    """Print the tables, or put them into the README."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--price", type=float, default=cost.Assumptions.price_node_hour, help="of a machine, an hour")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    asked = parser.parse_args()
    tables = report(measured(), replace(cost.Assumptions(), price_node_hour=asked.price))
    if asked.write:
        readme = HERE / "README.md"
        readme.write_text(MARKED.sub(lambda _: tables, readme.read_text()))
    else:
        print(tables)


def measured():
    """What measure.py has kept."""
    return json.loads((HERE / "measured.json").read_text())


def report(measured, given):
    """The tables of README.md."""
    learner = cost.one_learner(measured, given)
    what_was_measured = [_machine(measured), _classes(measured), _lessons(measured)]
    what_follows = [_arithmetic(measured, learner, given), _hubs(measured, given), _costs(measured, learner, given)]
    return "\n\n".join(what_was_measured + what_follows)


def _machine(measured):
    machine = measured["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    return f"On {machine['cores']} cores and {machine['memory_gib']} GiB, with {versions}:"


def _classes(measured):
    rows = [
        (
            row["learners"],
            *(f"{row[name]['median']:.1f} ({row[name]['max']:.1f})" for name in ("start_s", "run_all_s")),
            *(f"{row[name]['median']:.0f} ({row[name]['p95']:.0f})" for name in ("move_ms", "drag_ms")),
            *(f"{row[name]['pss']:.0f} / {row[name]['rss']:.0f}" for name in ("server", "kernel")),
            *(f"{row['server_after_start']['cpu']:.1f}", f"{row['run_all_cpu_s']:.1f}", f"{row['move_cpu_ms']:.0f}"),
            f"{row['load_before']} – {row['load_after']}",
        )
        for row in measured["classes"]
    ]
    head = (
        *("learners", "start, s: median (max)", "Run All, s", "one move, ms: median (p95)", "all drag at once, ms"),
        *("server, MiB: PSS / RSS", "kernel, MiB", "CPU s: start", "CPU s: Run All", "CPU ms: move", "load"),
    )
    return _table(head, rows)


def _lessons(measured):
    rows = [
        (row["lesson"].removesuffix(".ipynb"), f"{row['pss']:.0f}", f"{row['rss']:.0f}", f"{row['cpu_s']:.1f}")
        for row in measured["lessons"]
    ]
    return _table(("lesson", "kernel, MiB: PSS", "RSS", "CPU s: Run All"), rows)


def _arithmetic(measured, learner, given):
    alone, largest = measured["classes"][0], measured["classes"][-1]
    kernels = [lesson["pss"] for lesson in measured["lessons"]]
    server, (by_memory, by_cores, pods) = alone["server"]["pss"], cost.learners_per_node(learner, given)
    memory, limit = f"{cost.guarantee_gib(learner):g} GiB", f"{cost.limit_gib(learner):g} GiB"
    cores = f"{cost.guarantee_cores(learner):g}"
    return "\n".join(
        [
            f"- Memory set aside: {given.margin} × ({server:.0f} + {given.lessons_open} × {max(kernels):.0f}) MiB"
            f" = {learner.memory_mib:.0f} MiB, so {memory}.",
            f"- Memory limit, all eleven lessons open: {given.margin} × ({server:.0f} + {sum(kernels):.0f}) MiB"
            f" = {learner.limit_mib:.0f} MiB, so {limit}.",
            f"- Cores: Run All {largest['run_all_cpu_s']} s / {given.run_all_within_s} s = {learner.run_all:.3f};"
            f" dragging {given.dragging} × {given.moves_per_s:g} /s × {largest['move_cpu_ms']} ms = {learner.drag:.3f};"
            f" together {learner.cores:.3f}, so {cores}.",
            f"- A machine of {given.node_cores} cores and {given.node_gib} GiB holds"
            f" by memory {given.usable} × {given.node_gib} GiB / {memory} = {by_memory};"
            f" by cores {given.usable} × {given.node_cores} / {cores} = {by_cores}; by number of pods {pods}."
            f" The smallest counts: {min(by_memory, by_cores, pods)}.",
        ]
    )


def _costs(measured, learner, given):
    rows = []
    for n in CLASSES:
        workers, number = cost.nodes(n, learner, given), cost.hubs(n, measured, given)
        if n == 30:
            where, machines, count = "The Littlest JupyterHub", 1, "1"
        else:
            machines = workers + cost.hub_machines(number, given)
            where, count = f"Kubernetes, hubs: {number}", f"{workers} + {machines - workers} for hubs and proxies"
        memory, cores = n * cost.guarantee_gib(learner), n * cost.guarantee_cores(learner)
        money = cost.price(machines, n, given)
        rows.append((f"{n:,}", where, f"{memory:,.0f}", f"{cores:,.1f}", count, f"{money:,.0f}", f"{money / n:.2f}"))
    formula = (
        f"Price = machines × {given.price_node_hour:.2f} an hour × {given.hours} hours"
        f" + learners × {given.home_gib} GiB × {given.price_gib_month:.2f} × 4 months."
        " **Both prices are examples**; put in yours."
    )
    head = ("learners at once", "where", "memory, GiB", "cores", "machines", "price of a course", "for each learner")
    return f"{_table(head, rows)}\n\n{formula}"


def _hubs(measured, given):
    row, load = measured["classes"][-1], {n: cost.hub_load(n, measured, given) for n in CLASSES}
    rows = [
        (f"{n:,}", f"{start:.1f}", f"{drag:.2f}", cost.hubs(n, measured, given)) for n, (start, drag) in load.items()
    ]
    said = (
        "A hub and its proxy are one process each, so more machines do not help them."
        f" A start costs both {row['start_hub_cpu_s']} s of processor time, a move {row['move_hub_cpu_ms']} ms."
        f" If all start within {given.start_within_min:g} minutes, and a core is to be busy for {given.hub_busy:.0%}:"
    )
    head = ("learners", "minutes until all have started", "cores while a share drags", "hubs")
    return f"{said}\n\n{_table(head, rows)}"


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


if __name__ == "__main__":
    main()
