"""The playground while it trains, in JupyterLab: pictures a second, and how soon Pause is obeyed; no test.

    python -m tests.benchmarks.playground [--seconds 5] [--rounds 3]

A net learns with 10 steps between two pictures. What is measured in the browser: how many different pictures arrive a
second; after a click on Pause, how long until the button says Run again, how long until the last picture, and how many
pictures still come. In the kernel alone: the time of ten steps and their picture, on its own processor clock.
The machine is shared and noisy: look at the median of the rounds.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from nblib.viz.playground import playground
from tests.browser.notebook import run_cells
from tests.browser.server import jupyter_server, launch_chromium

LINES = {"8-8, two classes": "", "8-8-8-8, three classes": "data=arms;hidden=8,8,8,8"}
MEASURE = """
async seconds => {
    const box = document.querySelector('.nblib-playground'), sleep = ms => new Promise(r => setTimeout(r, ms));
    const button = () => [...box.querySelectorAll('button')].find(b => ['Run', 'Pause'].includes(b.textContent.trim()));
    const label = () => box.querySelector('[role=img]').getAttribute('aria-label');
    const pictures = [];
    let last = label();
    const observer = new MutationObserver(() => {
        if (label() !== last) { last = label(); pictures.push(performance.now()); }
    });
    observer.observe(box, {subtree: true, childList: true, attributes: true});
    button().click();
    await sleep(1000);
    const began = performance.now();
    await sleep(1000 * seconds);
    const rate = pictures.filter(t => t > began).length / seconds;
    const pressed = performance.now();
    button().click();
    while (button().textContent.trim() !== 'Run') await sleep(2);
    const answered = performance.now() - pressed;
    await sleep(1000);
    observer.disconnect();
    const after = pictures.filter(t => t > pressed);
    return [rate, answered, after.length ? after[after.length - 1] - pressed : 0, after.length];
}
"""


def main():
    """Measure each net, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5, help="how long it trains in each round")
    parser.add_argument("--rounds", type=int, default=3, help="how often it is run and paused")
    options = parser.parse_args()
    print(f"{'net':24} pictures/s   Pause: label ms   last picture ms   pictures after   kernel ms a picture")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder, "notebooks")
        root.mkdir()
        with jupyter_server(root, Path(folder, "own")) as address:
            browser = launch_chromium(playwright)
            for name, line in LINES.items():
                rate, label, last, after = measure(browser, address, root, line, options)
                print(f"{name:24} {rate:10.1f} {label:17.0f} {last:17.0f} {after:16.0f} {kernel_time(line):21.1f}")
            browser.close()


def measure(browser, address, root, line, options):
    """Medians over the rounds of what MEASURE returns."""
    source = f"from nblib.viz.playground import playground\nplayground({line!r})"
    page = run_cells(browser, address, root / f"playground-{len(list(root.iterdir()))}.ipynb", [source])
    page.wait_for_selector(".nblib-playground [role=img]")
    rounds = [page.evaluate(MEASURE, options.seconds) for _ in range(options.rounds)]
    page.close()
    return [statistics.median(values) for values in zip(*rounds, strict=True)]


def kernel_time(line, frames=60):
    """Milliseconds of the processor for ten steps and their picture, without a page."""
    shown = playground(line)
    shown.step(10)  # imports and caches
    begin = time.process_time()
    for _ in range(frames):
        shown.step(10)
    return 1000 * (time.process_time() - begin) / frames


if __name__ == "__main__":
    main()
