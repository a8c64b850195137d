"""Where the test suite's time goes, from the report of a run; no test.

    python3 -m uv run --extra test pytest --junitxml=report.xml
    python -m tests.benchmarks.suite report.xml [--most 15]

A part is a file of tests, of doctests or of a notebook's cells. Its seconds are the sum over its tests, set-up and
tear-down included; what the workers of pytest-xdist do side by side is added up, so the sum is more than one waits.
"""

import argparse
from collections import defaultdict
from xml.etree import ElementTree


def main():
    """Print a line for each part, the longest first, and the slowest tests."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("report", help="what pytest --junitxml has written")
    parser.add_argument("--most", type=int, default=15, help="how many of the slowest tests are listed")
    options = parser.parse_args()
    cases = read(options.report)
    total = sum(seconds for _, _, seconds in cases)
    print(f"{'part':60} tests  seconds  share")
    for part, (count, seconds) in by_part(cases):
        print(f"{part:60}{count:6}{seconds:9.1f}{seconds / total:7.1%}")
    print(f"{'all':60}{len(cases):6}{total:9.1f}\n\nThe slowest tests, seconds:")
    for part, name, seconds in sorted(cases, key=lambda case: -case[2])[: options.most]:
        print(f"{seconds:8.1f}   {part}: {name}")


def read(report):
    """[(part, name, seconds)] of all tests in the report."""
    cases = list(ElementTree.parse(report).iter("testcase"))
    if not cases:
        raise SystemExit(f"{report} holds no tests")
    return [(case.get("classname"), case.get("name"), float(case.get("time"))) for case in cases]


def by_part(cases):
    """[(part, (number of tests, seconds))], the longest first.

    >>> by_part([("a", "x", 1.0), ("b", "x", 5.0), ("a", "y", 2.0)])
    [('b', (1, 5.0)), ('a', (2, 3.0))]
    """
    parts = defaultdict(list)
    for part, _, seconds in cases:
        parts[part].append(seconds)
    return sorted(((part, (len(times), sum(times))) for part, times in parts.items()), key=lambda row: -row[1][1])


if __name__ == "__main__":
    main()
