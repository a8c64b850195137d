"""Where the time of one step of a slider goes, from the key to the screen, for the course's engine; no test.

    python -m tests.benchmarks.latency_parts [--figures softmax terrain] [--steps 40]

The page notes when a message leaves and when the answer with the picture arrives, the kernel when its part begins and
ends; both read this machine's clock. Medians in ms, and the share of each part.
"""

import argparse
import statistics
import tempfile
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.latency import REST, SCRIPT, SHORT, chosen, first_slider
from tests.benchmarks.latency_ways import notebook_of
from tests.browser.notebook import run_cells
from tests.browser.server import jupyter_server, launch_chromium

PARTS = (
    "page: key to message",
    "server and kernel's queue, to the call",
    "kernel: model, update, SVG",
    "kernel's queue and server, back",
    "page: message to new picture",
    "page: two frames drawn",
)
# Before JupyterLab opens its socket: note when comm messages leave, and when a picture arrives.
LISTEN = """
(() => {
    const text = data => typeof data === 'string' ? data : new TextDecoder().decode(data);
    const now = () => performance.timeOrigin + performance.now();
    window.messages = {};
    window.WebSocket = class extends WebSocket {
        constructor(...where) {
            super(...where);
            this.addEventListener('message', event => {
                if (text(event.data).includes('aria-label')) window.messages.arrived = now();
            });
        }
        send(data) {
            if (text(data).includes('"method":"update"')) window.messages.left = now();
            super.send(data);
        }
    };
})()
"""
STEP = """
async rest => {
    const began = performance.timeOrigin + performance.now();
    let changed = null;
    const observer = new MutationObserver(() => { changed ??= performance.timeOrigin + performance.now(); });
    observer.observe(document.querySelector('.measured [role=img]').closest('.widget-html, .jupyter-widget-html'),
        {subtree: true, childList: true});
    const took = await latency.step(rest);
    observer.disconnect();
    return [began, window.messages.left, window.messages.arrived, changed, began + took];
}
"""
STAMPS = """
from nblib.viz.explorer import Explorer

def stamped(explorer, change, plain=Explorer._on_control):
    began = time.time()
    plain(explorer, change)
    with open({path!r}, "a") as log:
        print(1000 * began, 1000 * time.time(), file=log)

Explorer._on_control = stamped
"""


def main():
    """Measure the figures, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--figures", nargs="+", default=list(SHORT), help="names of figures, or all")
    parser.add_argument("--steps", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder, "notebooks")
        root.mkdir()
        with jupyter_server(root, Path(folder, "own")) as address:
            browser = launch_chromium(playwright)
            for figure in chosen(options.figures):
                moments = measure(browser, address, root, figure, options.steps)
                print_table(figure().name, [[b - a for a, b in pairwise(step)] for step in moments])


def measure(browser, address, root, figure, steps):
    """For each step the moments between its parts, in ms."""
    log = root / f"{figure.__name__}.log"
    setup, engine = notebook_of(figure, first_slider(figure), "engine")
    cells = [setup, STAMPS.format(path=str(log)), engine]
    page = run_cells(browser, address, root / f"{figure.__name__}.ipynb", cells, before=LISTEN)
    page.wait_for_selector(".measured input[type=range]")
    page.wait_for_timeout(1500)
    page.evaluate(f"() => {{ {SCRIPT} }}")
    for _ in range(3):
        page.evaluate("rest => latency.step(rest)", REST)
    log.write_text("")
    seen = [page.evaluate(STEP, REST) for _ in range(steps)]
    page.close()
    stamps = [[float(number) for number in line.split()] for line in log.read_text().splitlines()]
    assert len(stamps) == steps, f"{len(stamps)} calls in the kernel for {steps} steps"
    return [
        [began, left, *kernel, arrived, changed, shown]
        for (began, left, arrived, changed, shown), kernel in zip(seen, stamps, strict=True)
    ]


def print_table(title, steps):
    """The median of every part, and its share of them all."""
    medians = [statistics.median(part) for part in zip(*steps, strict=True)]
    print(f"\n{title}: {statistics.median(map(sum, steps)):.0f} ms from key to screen")
    for name, median in zip(PARTS, medians, strict=True):
        print(f"  {name:40}{median:6.1f} ms {median / sum(medians):6.0%}")


if __name__ == "__main__":
    main()
