"""A fresh clone of the repository, as an author would hand it on now: the tracked files as they stand."""

import shutil

from tests.tracked import ROOT, tracked_files


def fresh_clone(folder):
    """Copy what git tracks, uncommitted edits included, into a new folder; nothing else, so nothing is missed there."""
    for name in tracked_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder
