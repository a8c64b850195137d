"""From the key on a slider to changed pixels, in JupyterLab: the course's engine against other ways to draw; no test.

    python3 -m uv run --extra benchmarks python -m tests.benchmarks.latency [--figures softmax terrain | all]

Notebooks with the same figure and the same slider run in one Chromium, and take turns:

    engine     nblib.viz.explore
    engine x2  the same on a screen with twice as many pixels
    interact   ipywidgets.interactive with a fresh matplotlib figure, drawn by the figure's own `draw`, as courses do
    ipympl     a matplotlib canvas of ipympl, its artists updated and drawn; left out, and told, if not installed
    floor      a ready SVG string of the same length put into an HTML widget: the way through kernel and browser alone
    browser    the same string put there by the page itself, without a kernel: the limit

Single steps: a key press, then a rest; the time until the picture has changed and two frames were drawn.
Drag: a key press every 16 ms; pictures a second, how long after the last key the picture still changes, how many frames
had no picture, and in how many the height of the whole changed.
Kernel: what the engine's part takes in the kernel, on its own processor clock.
The machine is shared and noisy, so ratios within one run are what counts.
"""

import argparse
import importlib.util
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from nblib.viz.spec import Slider
from tests.benchmarks.latency_ways import WAYS, notebook_of
from tests.browser.notebook import run_cells
from tests.browser.server import jupyter_server, launch_chromium
from tests.test_figures import FIGURES

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
SHORT = {"softmax": "three_scores", "terrain": "terrain"}
ROUNDS, REST = 4, 120  # turns of each way; milliseconds between two steps


def main():
    """Measure the figures in every way, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--figures", nargs="+", default=list(SHORT), help="names of figures, or all")
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    parser.add_argument("--steps", type=int, default=40, help="single steps of the slider")
    parser.add_argument("--seconds", type=float, default=4, help="how long the slider is dragged")
    options = parser.parse_args()
    if "ipympl" in options.ways and not importlib.util.find_spec("ipympl"):
        options.ways.remove("ipympl")
        print("ipympl is not installed, so it is not measured; it comes with --extra benchmarks")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder, "notebooks")
        root.mkdir()
        with jupyter_server(root, Path(folder, "own")) as address:
            browser = launch_chromium(playwright)
            for figure in chosen(options.figures):
                control = first_slider(figure)
                pages = {way: opened(browser, address, root, figure, control, way) for way in options.ways}
                print_table(figure().name, control, measure(pages, options))
                for page in pages.values():
                    page.close()


def chosen(names):
    """The figures of these names; `all` stands for every figure that has a slider."""
    if names == ["all"]:
        return [figure for figure in FIGURES if any(isinstance(c, Slider) for c in figure().controls.values())]
    known = {figure.__name__: figure for figure in FIGURES}
    return [known[SHORT.get(name, name)] for name in names]


def first_slider(figure):
    """The name of a figure's first slider."""
    return next(name for name, control in figure().controls.items() if isinstance(control, Slider))


def opened(browser, address, root, figure, control, way):
    """A page with the notebook of this way, run and watched."""
    path = root / f"{figure.__name__}-{way.replace(' ', '-')}.ipynb"
    scale = 2 if way == "engine x2" else 1
    page = run_cells(browser, address, path, notebook_of(figure, control, way), device_scale_factor=scale)
    page.wait_for_selector(".measured [role=slider], .measured input[type=range]")
    page.wait_for_timeout(1500)
    page.evaluate(f"() => {{ {SCRIPT} }}")
    return page


def measure(pages, options):
    """{way: its numbers}; the ways take turns, so that what else the machine does falls on all of them."""
    times, drags = {way: [] for way in pages}, {way: [] for way in pages}
    for turn in range(ROUNDS):
        for way, page in pages.items():
            page.bring_to_front()
            for step in range(-2, options.steps // ROUNDS):
                took = page.evaluate("rest => latency.step(rest)", REST)
                assert took is not None, f"{way}: a step of the slider changed nothing"
                times[way] += [took] if step >= 0 else []
            if turn % 2:
                drags[way].append(page.evaluate("seconds => latency.drag(seconds)", options.seconds / 2))
    return {way: numbers(times[way], drags[way], pages[way]) for way in pages}


def numbers(times, drags, page):
    """What the table says of a way; times in ms."""
    kernel = page.locator(".jp-OutputArea-output", has_text="kernel ms")
    return {
        "median": statistics.median(times),
        "p95": statistics.quantiles(times, n=20)[-1],
        "rate": statistics.mean(drag["rate"] for drag in drags),
        "lag": max(drag["lag"] for drag in drags),
        "blank": sum(drag["blank"] for drag in drags),
        "jumps": sum(drag["jumps"] for drag in drags),
        "kernel": kernel.first.inner_text().split()[-1] if kernel.count() else "",
    }


def print_table(title, control, rows):
    """A line for each way, with its ratios to interact and to the floor."""
    print(f"\n{title}, {control}")
    print("             median ms  p95 ms  pictures/s  lag ms  blank  jumps  kernel ms", end="")
    print("   median/interact  median/floor  rate/interact")
    for way, row in rows.items():
        print(f"  {way:10} {row['median']:9.0f} {row['p95']:7.0f} {row['rate']:11.1f} {row['lag']:7.0f}", end="")
        print(f" {row['blank']:6} {row['jumps']:6} {row['kernel']:>10}", end="")
        for quantity, other, width in (("median", "interact", 18), ("median", "floor", 14), ("rate", "interact", 15)):
            shown = f"{row[quantity] / rows[other][quantity]:.2f}" if other in rows else "–"
            print(f"{shown:>{width}}", end="")
        print(flush=True)


if __name__ == "__main__":
    main()
