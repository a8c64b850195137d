"""What holds for every test."""

import os

import matplotlib.font_manager  # noqa: F401  (on a new machine the first import is slow, and would say so in a notebook)
import pytest
from hypothesis import settings

import nblib.check

pytest.register_assert_rewrite("browser")  # its helpers assert, and a failure shall say what was seen

# A slow machine is no failure; and whoever runs the tests tries the same examples.
settings.register_profile("course", deadline=None, derandomize=True, max_examples=30)
settings.load_profile("course")

# Kernels and other processes keep what they compile; else each kernel compiles all it imports, for most of its start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Nor does a lesson that is run by a test write into its learner's record, beside the notebook.
os.environ["NBLIB_LOGBOOK"] = "off"


@pytest.fixture
def no_hints_yet(monkeypatch):
    """As if no hint had been shown: which one comes next depends on those before."""
    monkeypatch.setattr(nblib.check, "_hints_shown", {})
