"""Many learners' records as one table, for the instructor: a row for each learner and each exercise."""

from pathlib import Path

from nblib.check import record
from nblib.check.report import unread, write_csv
from nblib.check.standing import COLUMNS, standings


def collect(folder):
    """(CSV text, messages) from every file in a folder and below; each file that is damaged or no record is named."""
    folder = Path(folder)
    rows, messages = [], []
    for path in sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".")):
        name = path.relative_to(folder).as_posix()
        if path.suffix != ".jsonl":
            messages.append(f"{name}: left out, it is no record (.jsonl)")
            continue
        try:
            found = record.read(path)
        except OSError as error:
            messages.append(f"{name}: left out, it cannot be read ({error.strerror or error})")
            continue
        messages += [f"{name}: {sentence}" for sentence in unread(found)]
        if not found.events:
            messages.append(f"{name}: left out, it holds no event that can be read")
            continue
        learner = learner_of(name)
        rows += [{"learner": learner} | standing.row() for standing in standings(found.events)]
    return write_csv(("learner", *COLUMNS), rows), messages


def learner_of(name):
    """Who handed a file in: its name; or its folder's, where the file still has the name that the course gave it.

    >>> learner_of("ada.jsonl"), learner_of("ada/logbook.jsonl"), learner_of("monday/ada.jsonl")
    ('ada', 'ada', 'monday/ada')
    """
    folder, _, file = name.rpartition("/")
    return folder if folder and file == record.NAME else name.removesuffix(".jsonl")
