"""What the learners' processes use: memory and processor time of each server and of the kernels that it has started."""

from typing import NamedTuple

import psutil

MIB = 2**20


class Usage(NamedTuple):
    """Of some processes together, in MiB and seconds.

    `pss` counts a page that n processes share as 1/n for each, so sums are true. `own` leaves shared pages out.
    `rss` counts them in full each time.
    """

    pss: float
    own: float
    rss: float
    cpu: float


def servers(hub):
    """The learners' servers that a hub with this process number has started."""
    children = psutil.Process(hub).children()
    return [child for child in children if "jupyterhub.singleuser" in child.cmdline()]


def kernels(hub):
    """The kernels of all these servers."""
    return [kernel for server in servers(hub) for kernel in server.children(recursive=True)]


def others(hub):
    """The hub itself, its proxy and its services."""
    learners = servers(hub)
    return [psutil.Process(hub), *(child for child in psutil.Process(hub).children() if child not in learners)]


def usage(processes):
    """The sum over processes."""
    seen = [(process.memory_full_info(), process.cpu_times()) for process in processes]
    return Usage(
        pss=sum(memory.pss for memory, _ in seen) / MIB,
        own=sum(memory.uss for memory, _ in seen) / MIB,
        rss=sum(memory.rss for memory, _ in seen) / MIB,
        cpu=sum(times.user + times.system for _, times in seen),
    )
