"""Training that goes on while the page listens: a task on the kernel's event loop, one frame after another.

A loop in a cell would answer Pause when it is over, and a thread would race with the cells. Between two frames the task
sleeps, and the kernel has time for the page.
"""

import asyncio
import time
from weakref import WeakSet

from IPython import get_ipython

FRAMES_PER_SECOND = 25
REST = 0.012  # seconds that are left to the page after each frame, however long the frame took
PATIENCE = 1.0  # seconds to wait for a page that has not shown the last frames


class Player:
    """Calls `frame()` again and again until it returns False, or until `stop`.

    `behind()` says whether the page has not yet shown what it was sent: then the next frame waits, so that nothing
    queues up where the page is slow, and Pause is answered at once there too. `ended(error)` is called when the last
    frame is over; `error` is None, or what `frame` raised.
    """

    def __init__(self, frame, behind, ended):
        self._frame, self._behind, self._ended = frame, behind, ended
        self._ticket = None
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:  # a script without an event loop
            self._loop = None
        _players.add(self)
        self._cell, self._execution = _this_cell()
        for other in list(_players):
            if other._cell is not None and other._cell == self._cell and other._execution != self._execution:
                other.stop()  # this cell has been run again: its former figure is gone from the page

    @property
    def running(self):
        """Whether frames are being played."""
        return self._ticket is not None

    def start(self):
        """Begin to play; without an event loop, raise RuntimeError."""
        if self._loop is None:
            raise RuntimeError("There is no event loop here that could run it: use the Step buttons.")
        # A new ticket for every start: a task that still sleeps from before finds that it no longer holds it.
        self._ticket = ticket = object()
        # A button's callback may come on another thread (ipykernel 7), and the task belongs to the kernel's loop.
        asyncio.run_coroutine_threadsafe(self._play(ticket), self._loop)

    def stop(self):
        """Play no further frame; no lock is needed."""
        self._ticket = None

    async def _play(self, ticket):
        error = None
        while self._ticket is ticket and error is None:
            begin = time.monotonic()
            try:
                if not self._frame():
                    break
            except Exception as raised:  # told to the learner by `ended`; a task's exception would be lost
                error = raised
            await asyncio.sleep(max(REST, begin + 1 / FRAMES_PER_SECOND - time.monotonic()))
            while self._ticket is ticket and self._behind() and time.monotonic() < begin + PATIENCE:
                await asyncio.sleep(0.005)
        if self._ticket in (ticket, None):
            self._ticket = None
            self._ended(error)


_players = WeakSet()


def _this_cell():
    """(id of the cell that runs now, id of this run of it), or None for what is not known."""
    parent = getattr(get_ipython(), "get_parent", dict)() or {}
    return parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")
