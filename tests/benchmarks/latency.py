"""From the key on a slider to changed pixels, in JupyterLab: the course's engine against other ways to draw; no test.

    python -m tests.benchmarks.latency [--steps 40] [--seconds 4]

Four notebooks with the same figure and the same slider run in one Chromium, in turns:

    engine    nblib.viz.explore
    interact  ipywidgets.interactive with a fresh matplotlib figure, drawn by the figure's own `draw`, as courses do
    ipympl    a matplotlib canvas of ipympl, its artists updated and drawn; left out, and told, if not installed
    floor     a ready SVG string of the same length put into an HTML widget: the way through kernel and browser alone
    browser   a slider linked to a progress bar in the browser, no kernel: the limit

Single steps: a key press, then a rest; the time until the picture's element has changed and two frames were drawn.
Drag: a key press every 16 ms; pictures a second, and how long after the last key the picture still changes.
The machine is shared and noisy, so ratios within one run are what counts.
"""

import argparse
import importlib.util
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.notebook import run_cells
from tests.browser.server import jupyter_server, launch_chromium

FIGURES = {
    "softmax": ("nblib.viz.figures.normalisers", "three_scores", "z1"),
    "contour and path": ("nblib.viz.figures.terrain", "terrain", "start"),
}
SETUP = """
import ipywidgets as widgets
from IPython.display import display
from {module} import {function}
from nblib.viz import explore
from nblib.viz.controls import control_widget
from nblib.viz.render import Picture
from nblib.viz.style import new_figure, style

spec = {function}()
slider = control_widget(spec.controls["{control}"], spec.controls["{control}"].start)
state = spec.start()
"""
WAYS = {
    "engine": 'explore(spec).add_class("measured")',
    "interact": """
def show(**moved):
    with style():
        figure = new_figure(*spec.size)
        spec.draw(figure, spec.model(**(state | moved)))
    display(figure)

widgets.interactive(show, {control}=slider).add_class("measured")
""",
    "ipympl": """
import matplotlib
matplotlib.use("module://ipympl.backend_nbagg")
from matplotlib import pyplot
with style():
    figure = pyplot.figure(figsize=(spec.size[0] / 72, spec.size[1] / 72), dpi=72)
    artists = spec.draw(figure, spec.model(**state))

def show(change):
    spec.update(artists, spec.model(**(state | {{"{control}": slider.value}})))
    figure.canvas.draw()

slider.observe(show, "value")
widgets.VBox([slider, figure.canvas]).add_class("measured")
""",
    "floor": """
picture = Picture(spec, spec.model(**state))
background, ready = picture.background(), picture.foreground()
page = widgets.HTML(ready)
slider.observe(lambda change: setattr(page, "value", f"{{ready}}<!--{{change.new}}-->"), "value")
widgets.VBox([slider, widgets.HTML(background), page]).add_class("measured")
""",
    "browser": """
bar = widgets.FloatProgress(slider.value, min=slider.min, max=slider.max)
widgets.jslink((slider, "value"), (bar, "value"))
widgets.VBox([slider, bar]).add_class("measured")
""",
}
WATCH = """
() => {
    const box = document.querySelector('.measured');
    const handle = box.querySelector('.noUi-handle');
    const inSlider = node => node.closest ? node.closest('.widget-slider, .jupyter-widget-slider, input') : null;
    window.changes = [];
    // A canvas changes without a mutation, so its pixels are looked at once a frame.
    const canvas = box.querySelector('canvas');
    const pixels = () => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
        .reduce((sum, value, i) => (i % 97 ? sum : (sum * 31 + value) | 0), 0);
    let before = canvas ? pixels() : null;
    const look = () => {
        const now = pixels();
        if (now !== before) { before = now; window.changes.push(performance.now()); }
        requestAnimationFrame(look);
    };
    if (canvas) requestAnimationFrame(look);
    else new MutationObserver(records => {
        if (records.some(r => !inSlider(r.target.nodeType === 1 ? r.target : r.target.parentElement)))
            requestAnimationFrame(() => requestAnimationFrame(() => window.changes.push(performance.now())));
    }).observe(box, {subtree: true, childList: true, attributes: true, characterData: true});
    let up = true;
    window.press = () => {
        const [now, low, high] = ['now', 'min', 'max'].map(name => +handle.getAttribute('aria-value' + name));
        if (now >= high - (high - low) / 8) up = false;
        if (now <= low + (high - low) / 8) up = true;
        const key = up ? 'ArrowRight' : 'ArrowLeft';
        handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    };
}
"""
STEP = """
async rest => {
    const began = performance.now(), seen = window.changes.length;
    window.press();
    while (window.changes.length === seen && performance.now() - began < 3000) await new Promise(r => setTimeout(r, 1));
    const took = window.changes.length > seen ? window.changes[seen] - began : null;
    await new Promise(r => setTimeout(r, rest));
    return took;
}
"""
DRAG = """
async seconds => {
    const began = performance.now(), seen = window.changes.length;
    let last = began;
    while (performance.now() - began < 1000 * seconds) {
        window.press();
        last = performance.now();
        await new Promise(r => setTimeout(r, 16));
    }
    await new Promise(r => setTimeout(r, 2000));
    const changes = window.changes.slice(seen);
    const frames = changes.filter((t, i) => i === 0 || t - changes[i - 1] > 2).filter(t => t <= last).length;
    return [frames / ((last - began) / 1000), Math.max(0, changes[changes.length - 1] - last)];
}
"""


def main():
    """Measure every figure in every way, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--steps", type=int, default=40, help="single steps of the slider")
    parser.add_argument("--seconds", type=float, default=4, help="how long the slider is dragged")
    options = parser.parse_args()
    ways = [way for way in WAYS if way != "ipympl" or importlib.util.find_spec("ipympl")]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder, "notebooks")
        root.mkdir()
        with jupyter_server(root, Path(folder, "own")) as address:
            browser = launch_chromium(playwright)
            for figure in FIGURES:
                print_table(figure, {way: measure(browser, address, root, figure, way, options) for way in ways})
            browser.close()
    if "ipympl" not in ways:
        print("ipympl is not installed here, so it was not measured.", file=sys.stderr)


def measure(browser, address, root, figure, way, options):
    """(median, 95th percentile, pictures a second, lag after a drag) of one way to draw; times in ms."""
    module, function, control = FIGURES[figure]
    names = {"module": module, "function": function, "control": control}
    sources = [text.format(**names).strip() for text in (SETUP, WAYS[way])]
    page = run_cells(browser, address, root / f"{function}-{way}.ipynb", sources)
    page.wait_for_selector(".measured .noUi-handle")
    page.wait_for_timeout(1500)
    page.evaluate(WATCH)
    times = [page.evaluate(STEP, 150) for _ in range(options.steps + 3)][3:]
    rate, lag = page.evaluate(DRAG, options.seconds)
    page.close()
    assert None not in times, f"{way}: a step of the slider changed nothing"
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], rate, lag


def print_table(figure, rows):
    """A line for each way, with its ratios to interact and to the floor."""
    print(
        f"\n{figure:17} median ms   p95 ms   pictures/s   lag ms   median / interact   median / floor   rate / interact"
    )
    for way, (median, p95, rate, lag) in rows.items():
        ratios = median / rows["interact"][0], median / rows["floor"][0], rate / rows["interact"][2]
        print(
            f"  {way:14} {median:10.0f} {p95:8.0f} {rate:12.1f} {lag:8.0f} {ratios[0]:19.2f} {ratios[1]:16.2f}", end=""
        )
        print(f" {ratios[2]:17.2f}", flush=True)


if __name__ == "__main__":
    main()
