"""A learner's own record: which exercise was checked, with what verdict, and which hints were shown.

It is a file of the learner's, `logbook.jsonl` beside the notebooks, and is never sent anywhere. It does not hold what
the learner wrote. Each event is one line of JSON. The file is only ever added to, a whole line at a time: so kernels
that write at once lose nothing, and a damaged line spoils no other. What cannot be read, such as a line of a newer
course, stays there and is counted.

Recording is on in a notebook, off everywhere else. The environment variable NBLIB_LOGBOOK decides otherwise: `off`, or
the path of another file.
"""

import hashlib
import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FORMAT = 1  # of a line; a reader that finds a higher number leaves the line alone
NAME = "logbook.jsonl"
VARIABLE = "NBLIB_LOGBOOK"


def _start():
    try:
        return Path.cwd()
    except OSError:  # the folder is gone
        return Path()


FOLDER = _start()  # where the notebook lies: its kernel starts there, and a later `%cd` changes nothing
complaints = []  # what was printed since the kernel started: each once


@dataclass(frozen=True)
class Record:
    """What was read from a file: the events, oldest first, and how many lines are damaged, or of a newer format."""

    events: tuple[dict, ...] = ()
    damaged: int = 0
    newer: int = 0


def place():
    """The file that events are written to now; None if nothing is recorded."""
    chosen = os.environ.get(VARIABLE, "").strip()
    if chosen:
        return None if chosen.lower() == "off" else Path(os.path.expanduser(chosen))  # which never raises
    return FOLDER / NAME if _in_a_notebook() else None


def note_check(verdict, hint=None):
    """Record a verdict, and the level of the hint that was shown with it; no answer is no event."""
    if verdict.status == "not attempted":
        return
    said = hashlib.sha256(verdict._repr_markdown_().encode(errors="backslashreplace")).hexdigest()[:8]
    note(event="check", exercise=verdict.exercise, status=verdict.status, mistake=verdict.mistake, said=said, hint=hint)


def note_hint(hint):
    """Record that a hint was shown."""
    note(event="hint", exercise=hint.exercise, hint=hint.level)


def note(**event):
    """Add an event to the learner's file. If that fails, say so once and go on."""
    path = place()
    if path is None:
        return
    try:
        append(path, json.dumps({"format": FORMAT, "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", **event}))
    except OSError as error:
        complaint = f"The logbook cannot be written ({error.strerror or error}). Everything else works without it."
        if complaint not in complaints:
            complaints.append(complaint)
            print(complaint)


def append(path, line):
    """Add one line to a file in a single write; OSError if it cannot be written whole."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    try:
        torn = False  # whether the last line has no end: then ours begins a new one
        if os.lseek(file, 0, os.SEEK_END):
            os.lseek(file, -1, os.SEEK_END)
            torn = os.read(file, 1) != b"\n"
        data = b"\n" * torn + line.encode() + b"\n"
        if os.write(file, data) < len(data):
            raise OSError("the disk is full")
    finally:
        os.close(file)


def read(path):
    """The Record in a file, an empty one if there is no file; OSError if it cannot be read."""
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        return Record()
    lines = [parse(line) for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    events = tuple(line for line in lines if isinstance(line, dict))
    return Record(events, lines.count("damaged"), lines.count("newer"))


def parse(line):
    """The event in a line of bytes; else the word "damaged" or "newer".

    >>> parse(b'{"format": 1, "time": "2026-11-27T09:00:00Z", "event": "hint", "exercise": "2.1", "hint": 3}')["hint"]
    3
    >>> parse(b'{"format": 1, "time": "2026-'), parse(b'{"format": 2}')
    ('damaged', 'newer')
    """
    try:
        event = json.loads(line.decode())
        json.dumps(event, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # no text, no JSON, brackets without end, or half a character
        return "damaged"
    if not isinstance(event, dict) or type(event.get("format")) is not int or event["format"] < 1:
        return "damaged"
    if event["format"] > FORMAT:
        return "newer"
    return event if _is_whole(event) else "damaged"


def _is_whole(event):
    """Whether an event of this format has what it needs."""
    if not isinstance(event.get("exercise"), str) or not isinstance(event.get("time"), str):
        return False
    level = event.get("hint")
    shown = type(level) is int and 1 <= level <= 3
    if event.get("event") == "hint":
        return shown
    return (
        event.get("event") == "check"
        and isinstance(event.get("status"), str)
        and isinstance(event.get("said"), str)
        and isinstance(event.get("mistake"), str | None)
        and (shown or level is None)
    )


def _in_a_notebook():
    """Whether a Jupyter kernel runs this code."""
    ipython = sys.modules.get("IPython")
    return getattr(ipython and ipython.get_ipython(), "kernel", None) is not None
