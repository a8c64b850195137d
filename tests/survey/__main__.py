"""Wrong answers by the hundred, and what the checks say about them.

    python -m tests.survey [--words] [EXERCISE ...]

For every exercise that asks for a function, right answers are changed in every small way (mutations.py), what is right
after all is set aside (judge.py), what behaves alike is counted once, and the check judges the rest. None may pass.
With --words, every equivalent mutant and every feedback without a name is printed, for a person to judge.
"""

import argparse
import sys
from pathlib import Path

from tests.survey.reasons import reason
from tests.survey.run import survey
from tests.survey.sources import FUNCTIONS

MEMORY = 1 << 30  # bytes of address space beyond what is in use at the start: some mutants double a list for ever
COLUMNS = ("made", "equivalent", "alike", "wrong", "PASSED", "named", "stage", "generic", "UNTRUE")


def main():
    """Print the table, a row for each exercise."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("exercise", nargs="*", help="such as 2.1; all of them if none is named")
    parser.add_argument("--words", action="store_true", help="print what was said about mutants without a name")
    options = parser.parse_args()
    limit_memory()
    print(f"{'exercise':9}", *(f"{column:>10}" for column in COLUMNS), "   share named", flush=True)
    rows = []
    for id in options.exercise or FUNCTIONS:
        found = survey(id)
        rows.append(row(found))
        print(line(id, rows[-1]), flush=True)
        if options.words:
            print_words(found)
    print(line("all", [sum(column) for column in zip(*rows, strict=True)]))


def limit_memory():
    """From here on a MemoryError, which is a mutant's own fault, where the machine would begin to swap."""
    if sys.platform != "linux":
        return
    import resource  # there is none on Windows

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, hard))


def row(found):
    """The numbers of one exercise, in the order of COLUMNS."""
    told = [len(found.of(stage)) for stage in ("PASSED", "named", "stage", "generic")]
    untrue = sum(bool(wrong.untrue) for wrong in found.wrong)
    return [found.made, len(found.equivalent), found.repeated, len(found.wrong), *told, untrue]


def line(name, numbers):
    """A row of the table, with the share that was told by name."""
    share = numbers[COLUMNS.index("named")] / max(numbers[COLUMNS.index("wrong")], 1)
    return " ".join([f"{name:9}", *(f"{number:10}" for number in numbers), f"{share:14.1%}"])


def print_words(found):
    """The mutants that are right after all; then those without a name, with what the check said."""
    for right in found.equivalent:
        refused = "" if right.verdict.passed else f"\n      REFUSED {right.verdict!r}"
        print(f"  = {right.mutant.change}\n      right, because {reason(right.mutant.change)}{refused}")
    for wrong in found.wrong:
        if wrong.untrue:
            print(f"  [UNTRUE] {wrong.mutant.change}\n      {wrong.untrue}\n      {wrong.verdict!r}")
    for stage in ("PASSED", "stage", "generic"):
        for wrong in found.of(stage):
            said = repr(wrong.verdict).replace("\n", "\n        ")
            print(f"  [{stage}] {wrong.mutant.change}\n      wrong on input {wrong.fault}\n      {said}")


if __name__ == "__main__":
    main()
