"""What a class costs, computed from what measure.py found; report.py prints it.

Every assumption is a field of `Assumptions`; an instructor replaces them by their own.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Assumptions:
    """What was not measured. A price is an example to be replaced, not the offer of anyone."""

    lessons_open: int = 2  # kernels that a learner has at the same time
    margin: float = 1.25  # above what was measured: other versions, a learner's own arrays
    run_all_within_s: int = 60  # all press "Run All" within a minute,
    dragging: float = 0.25  # while so many drag a slider, at
    moves_per_s: float = 10  # so many pictures a second
    node_cores: int = 8
    node_gib: int = 32
    usable: float = 0.85  # of a node, beside system and Kubernetes
    pods_per_node: int = 100  # Kubernetes' own default is 110
    start_within_min: float = 5  # all learners of a hub log in
    hub_busy: float = 0.7  # of a core: how far a single process may be loaded
    price_node_hour: float = 0.40  # of one such machine, in whatever money
    price_gib_month: float = 0.10  # of a disk
    home_gib: int = 1
    hours: int = 60  # open hours of a course: 15 weeks of 4 hours


@dataclass(frozen=True)
class Learner:
    """What one learner needs: memory that is set aside, the most they may take, and cores."""

    memory_mib: float
    limit_mib: float
    cores: float
    run_all: float
    drag: float


def one_learner(measured, given):
    """From a class of one, so nothing is counted on to be shared, and the heaviest lessons."""
    alone, largest = measured["classes"][0], measured["classes"][-1]
    kernels = [lesson["pss"] for lesson in measured["lessons"]]
    server = alone["server"]["pss"]
    run_all = largest["run_all_cpu_s"] / given.run_all_within_s
    drag = given.dragging * given.moves_per_s * largest["move_cpu_ms"] / 1000
    return Learner(
        memory_mib=given.margin * (server + given.lessons_open * max(kernels)),
        limit_mib=given.margin * (server + sum(kernels)),
        cores=run_all + drag,
        run_all=run_all,
        drag=drag,
    )


def guarantee_gib(learner):
    """Memory to set aside, rounded up to an eighth of a GiB."""
    return math.ceil(8 * learner.memory_mib / 1024) / 8


def limit_gib(learner):
    """The most memory that a learner may take, rounded up to half a GiB."""
    return math.ceil(2 * learner.limit_mib / 1024) / 2


def guarantee_cores(learner):
    """Cores to set aside, rounded up to a hundredth."""
    return math.ceil(100 * learner.cores) / 100


def learners_per_node(learner, given):
    """How many fit on a node by memory, by cores, and by Kubernetes' number of pods."""
    by_memory = int(given.usable * given.node_gib / guarantee_gib(learner))
    by_cores = int(given.usable * given.node_cores / guarantee_cores(learner))
    return by_memory, by_cores, given.pods_per_node


def nodes(n, learner, given):
    """Machines for n learners at once, without the one for the hub itself."""
    return math.ceil(n / min(learners_per_node(learner, given)))


def hub_load(n, measured, given):
    """Minutes of a core until n learners have started, and cores while their share of them drags."""
    row = measured["classes"][-1]
    moves = n * given.dragging * given.moves_per_s
    return n * row["start_hub_cpu_s"] / 60, moves * row["move_hub_cpu_ms"] / 1000


def hubs(n, measured, given):
    """How many hubs share n learners: a hub and its proxy are one process each and use a core each at most."""
    starting, dragging = hub_load(n, measured, given)
    return math.ceil(max(starting / given.start_within_min, dragging) / given.hub_busy)


def hub_machines(number, given):
    """Machines for the hubs and their proxies, two cores each."""
    return math.ceil(2 * number / given.node_cores)


def price(machines, n, given):
    """Of the machines for the course's hours, and of the learners' disks for four months."""
    return machines * given.price_node_hour * given.hours + 4 * n * given.home_gib * given.price_gib_month
