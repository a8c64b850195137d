"""From the shell: what the exercises hold, a learner's progress, and for an instructor the progress of many.

`python -m nblib.check` alone prints, for every exercise, how many wrong answers it knows by name and its hints.
"""

import argparse
import sys
from itertools import groupby
from pathlib import Path

from nblib.check.collect import collect
from nblib.check.record import NAME
from nblib.check.registry import exercises
from nblib.check.report import open_logbook


def summary():
    """The table as text, with a total for each lesson.

    >>> summary().splitlines()[0].split()
    ['exercise', 'wrong', 'answers', 'hints', 'title']
    """
    rows = [f"{'exercise':10} {'wrong answers':>13} {'hints':>5}  title"]
    total = 0
    for lesson, group in groupby(exercises().values(), key=lambda exercise: exercise.id.partition(".")[0]):
        group = list(group)
        wrong = [len(exercise.mistakes) for exercise in group]
        total += sum(wrong)
        for exercise, count in zip(group, wrong, strict=True):
            rows.append(f"{exercise.id:10} {count:13} {len(exercise.hints):5}  {exercise.title}")
        rows.append(f"{'lesson ' + lesson:10} {sum(wrong):13}")
    rows.append(f"{'all':10} {total:13}")
    return "\n".join(rows)


def find_record():
    """The learner's record in this folder, or in notebooks/ below it; None if there is none."""
    return next((path for path in (Path(NAME), Path("notebooks") / NAME) if path.is_file()), None)


def main(arguments=None):
    """Do what the command line asks; a message for the exit if that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m nblib.check", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    one = commands.add_parser("logbook", help="a learner's progress")
    one.add_argument("file", nargs="?", type=Path, help=f"a record; without it {NAME} here or in notebooks/")
    one.add_argument("--save", metavar="FILE", help="write it to a file: .csv, .json, or .jsonl (a copy of the record)")
    many = commands.add_parser("collect", help="all the records in a folder as one table")
    many.add_argument("folder", type=Path)
    many.add_argument("--save", metavar="FILE", type=Path, help="write the table to this file, not to the screen")
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):  # ✔ is not in every console's alphabet
        sys.stdout.reconfigure(encoding="utf-8")
    if options.command == "logbook":
        return show_logbook(options.file or find_record(), options.save)
    if options.command == "collect":
        return show_collected(options.folder, options.save)
    print(summary())
    return None


def show_logbook(path, save):
    """Print a learner's progress, or save it; a message if there is none."""
    if path is None or not path.is_file():
        return f"there is no {path or NAME}; name the file: python -m nblib.check logbook FILE"
    logbook = open_logbook(path=path)
    try:
        print(logbook if save is None else logbook.save(save))
    except (ValueError, OSError) as error:
        return str(error)
    return None


def show_collected(folder, save):
    """Print the table, or save it, and what is wrong with which file; a message if nothing was collected."""
    if not folder.is_dir():
        return f"there is no folder {folder}"
    table, messages = collect(folder)
    print(*messages, sep="\n", end="\n" if messages else "", file=sys.stderr)
    if save:
        save.write_text(table, encoding="utf-8-sig", newline="")
    else:
        print(table, end="")
    return None if table.count("\n") > 1 else f"no record in {folder}"


if __name__ == "__main__":
    sys.exit(main())
