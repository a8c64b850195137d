"""A learner's logbook as a page: by lesson, what is solved, in how many tries, with which hints; and as a file."""

import csv
import io
import json
import re
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from nblib.check import record
from nblib.check.registry import lesson_titles
from nblib.check.standing import COLUMNS, Standing, standings

HEADINGS = ("exercise", "result", "tries", "hints seen")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a text begins that a spreadsheet takes for a formula
EXPLANATION = (
    "A try is an answer with another verdict than the one before. After the first right answer nothing counts."
)
KEPT = (
    "Kept in the file {}: exercise, time, verdict, the mistake's name, hints seen; not what you wrote. "
    "The file is yours: it is never sent anywhere, and you may delete it."
)


@dataclass(frozen=True)
class Logbook:
    """The page: HTML for a notebook, plain text everywhere else."""

    standings: tuple[Standing, ...]
    path: Path | None  # of the record; None if nothing is recorded
    notes: tuple[str, ...] = ()  # sentences on the file that it was read from

    @property
    def summary(self):
        """How much is solved, in a line."""
        solved = sum(bool(standing.solved) for standing in self.standings)
        tried = sum(not standing.solved and standing.tries > 0 for standing in self.standings)
        tries = sum(standing.tries for standing in self.standings)
        hints = sum(len(standing.hints) for standing in self.standings)
        return (
            f"{solved} of {_count(len(self.standings), 'exercise')} solved, {tried} more tried; "
            f"{_count(tries, 'try')} and {_count(hints, 'hint')} in all."
        )

    def save(self, path):
        """Write the page to a file: .csv or .json, one entry an exercise; .jsonl is a copy of the record itself.

        Returns the path. ValueError for another ending, or if this would overwrite the record.
        """
        path = Path(path)
        if self.path and path.resolve() == self.path.resolve():
            raise ValueError(f"{path.name} is the record itself: choose another name")
        if path.suffix not in (".csv", ".json", ".jsonl"):
            raise ValueError(f"the name ends in .csv, .json or .jsonl; {path.name!r} does not")
        if path.suffix == ".jsonl":
            path.write_bytes(self.path.read_bytes() if self.path and self.path.exists() else b"")
        elif path.suffix == ".json":
            path.write_text(self.json(), encoding="utf-8")
        else:
            path.write_text(self.csv(), encoding="utf-8-sig", newline="")  # spreadsheets want the mark
        return path

    def csv(self):
        """The page as text for a spreadsheet."""
        return write_csv(COLUMNS, [standing.row() for standing in self.standings])

    def json(self):
        """The page as JSON: one object an exercise."""
        return json.dumps([standing.row() for standing in self.standings], ensure_ascii=False, indent=1) + "\n"

    def _repr_html_(self):
        heads = "".join(f'<th scope="col"{LEFT}>{name}</th>' for name in HEADINGS)
        parts = [f"<p><strong>{escape(self.summary)}</strong></p>", f"<table><thead><tr>{heads}</tr></thead>"]
        for lesson, group in self._lessons():
            parts.append(
                f'<tbody><tr><th colspan="{len(HEADINGS)}" scope="rowgroup"{LESSON}>{escape(lesson)}</th></tr>'
            )
            for standing in group:
                name, *cells = map(escape, _cells(standing))
                data = "".join(f"<td{LEFT}>{cell}</td>" for cell in cells)
                parts.append(f'<tr><th scope="row"{PLAIN}>{name}</th>{data}</tr>')
            parts.append("</tbody>")
        parts.append("</table>")
        parts += [f"<p>{escape(note)}</p>" for note in (EXPLANATION, *self.notes)]
        return f'<div class="nblib-logbook">{"".join(parts)}</div>'

    def __repr__(self):
        lines = [self.summary]
        for lesson, group in self._lessons():
            lines += ["", lesson]
            for standing in group:
                name, state, tries, hints = _cells(standing)
                count = f"{_count(int(tries), 'try'):>8}" if tries else ""
                lines.append(f"  {name:50.50} {state:9} {count}  {'hints ' + hints if hints else ''}".rstrip())
        return "\n".join([*lines, "", EXPLANATION, *self.notes])

    def _lessons(self):
        """(heading, standings) for each lesson."""
        titles = lesson_titles()
        for number, group in groupby(self.standings, key=lambda standing: standing.lesson):
            group = list(group)
            solved = sum(bool(standing.solved) for standing in group)
            name = f"{number:0>2} {titles[number]}" if number else "Not in this course"
            yield f"{name}: {solved} of {len(group)} solved", group


LEFT = ' style="text-align:left"'
PLAIN = ' style="text-align:left;font-weight:normal"'
LESSON = ' style="text-align:left;padding-top:14px"'


def open_logbook(lesson=None, path=None):
    """The Logbook from this file, by default the one that is written to; of one lesson only, if its number is given."""
    path = path or record.place()
    found, notes = record.Record(), []
    if path is None:
        notes.append("Nothing is recorded here.")
    else:
        notes.append(KEPT.format(path.name))
        try:
            found = record.read(path)
        except OSError as error:
            notes.append(f"It cannot be read ({error.strerror or error}).")
    chosen = standings(found.events)
    if lesson is not None:
        number = re.sub(r"^0+(?=.)", "", str(lesson).strip())
        chosen = [standing for standing in chosen if standing.lesson == number]
        notes += [] if chosen else [f"There is no lesson {lesson}."]
    return Logbook(tuple(chosen), path, (*notes, *unread(found), *record.complaints))


def unread(found):
    """Sentences on the lines of a record that could not be read."""
    for number, what in ((found.damaged, "damaged"), (found.newer, "of a newer course")):
        if number:
            verb = "is" if number == 1 else "are"
            yield f"{_count(number, 'line')} {verb} {what}: kept in the file, not counted here."


def write_csv(columns, rows):
    r"""Rows as CSV; a text that a spreadsheet would take for a formula gets an apostrophe in front.

    >>> write_csv(["learner"], [{"learner": "=1+1"}])
    "learner\r\n'=1+1\r\n"
    """
    file = io.StringIO()
    table = csv.DictWriter(file, columns)
    table.writeheader()
    for row in rows:
        table.writerow({name: f"'{cell}" if str(cell).startswith(FORMULA) else cell for name, cell in row.items()})
    return file.getvalue()


def _cells(standing):
    """The four cells of a row as text; what is zero stays empty."""
    hints = ", ".join("solution" if level == 3 else str(level) for level in standing.hints)
    return f"{standing.exercise} {standing.title}".rstrip(), standing.state, str(standing.tries or ""), hints


def _count(number, noun):
    """A number and a noun.

    >>> _count(1, "try"), _count(2, "try")
    ('1 try', '2 tries')
    """
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"
