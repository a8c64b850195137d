"""What holds for every test."""

import matplotlib.font_manager  # noqa: F401  (on a new machine the first import is slow, and would say so in a notebook)
from hypothesis import settings

# A slow machine is no failure; and whoever runs the tests tries the same examples.
settings.register_profile("course", deadline=None, derandomize=True, max_examples=30)
settings.load_profile("course")
