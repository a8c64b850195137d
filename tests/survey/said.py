"""What the checks say, word by word: of the sampled mutants and of the attempts that were written by hand.

    python -m tests.survey.said

writes it to said.txt. A test compares; what a change of the engine does to its sentences is seen in the difference.
Answers that raise are left out, since Python and NumPy word their errors anew from version to version.
"""

from pathlib import Path
from unittest.mock import patch
from zlib import crc32

import nblib.check
from nblib.check import check
from tests.survey.run import survey
from tests.survey.sources import FUNCTIONS, attempts, function_of

SAID = Path(__file__).with_name("said.txt")
no_hints_yet = patch.dict(nblib.check._hints_shown, clear=True)  # which hint comes next depends on those shown before
EVERY = 16  # one mutant in so many, chosen by its text: the same ones at each run


def main():
    """Write the file."""
    SAID.write_text(said(sample()), encoding="utf-8")


@no_hints_yet
def sample():
    """{exercise: its survey, on a sample of the mutants}."""
    return {id: survey(id, lambda mutant: crc32(mutant.source.encode()) % EVERY == 0) for id in FUNCTIONS}


@no_hints_yet
def said(found):
    """A paragraph for every answer: what it was, and the verdict."""
    told = [(id, judged.mutant.change, judged.verdict) for id, one in found.items() for judged in one.wrong] + [
        (id, what, check(id, function_of(source, FUNCTIONS[id].name)))
        for id, kind, what, source in attempts()
        if kind == "wrong"
    ]
    return "\n".join(
        f"# {id}: {what}\n[{verdict.mistake}] {verdict.message}\n"
        for id, what, verdict in told
        if verdict.status != "raised"
    )


if __name__ == "__main__":
    main()
