"""Is everything here that the course needs, and new enough? Needs nothing itself but the standard library."""

import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, version

REQUIRED = {"Python": "3.11", "NumPy": "2.0", "Matplotlib": "3.11", "ipywidgets": "8.1.5"}


def check_setup():
    """Print a line for each requirement: [OK], or [FAIL] with what was found; and what to do if one failed.

    >>> check_setup()
    [OK]   Python 3.11 or newer
    [OK]   NumPy 2.0 or newer
    [OK]   Matplotlib 3.11 or newer
    [OK]   ipywidgets 8.1.5 or newer
    """
    print("\n".join(report({name: installed(name) for name in REQUIRED})))


def report(found):
    """The lines, for the versions found by name; None stands for what is not installed.

    >>> report({"Python": "3.13.1", "NumPy": "1.26.4"})[:2]
    ['[OK]   Python 3.11 or newer', '[FAIL] NumPy 2.0 or newer: found 1.26.4']
    """
    lines, failed = [], False
    for name, have in found.items():
        need = REQUIRED[name]
        good = have is not None and numbers(have) >= numbers(need)
        failed |= not good
        fault = "" if good else f": found {have or 'none'}"
        lines.append(f"{'[OK]  ' if good else '[FAIL]'} {name} {need} or newer{fault}")
    if failed:
        lines += [
            f"This kernel runs {sys.executable}.",
            "Set the course up as README.md says, choose the kernel of that environment, and run this cell again.",
        ]
    return lines


def installed(name):
    """The version of Python or of a package; None if it is not installed."""
    if name == "Python":
        return platform.python_version()
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def numbers(text):
    """The leading numbers of a version, for comparison.

    >>> numbers("3.10.0rc1") >= numbers("3.9")
    True
    """
    return [int(part) for part in re.match(r"\d+(\.\d+)*", text).group().split(".")]
