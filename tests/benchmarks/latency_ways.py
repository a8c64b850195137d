"""The notebooks of the latency benchmark: the same figure behind the same slider, drawn in different ways."""

SETUP = """
import statistics
import time

import ipywidgets as widgets
from IPython.display import display
from {module} import {figure}
from nblib.viz import explore
from nblib.viz.render import Picture
from nblib.viz.style import new_figure, style

spec = {figure}()
control, state = spec.controls["{control}"], spec.start()
kind = widgets.IntSlider if isinstance(control.step, int) else widgets.FloatSlider
slider = kind(control.start, min=control.low, max=control.high, step=control.step)
"""

ENGINE = """
explorer = explore(spec)
values = [type(control.start)(control.low + (control.high - control.low) * k / 40) for k in range(41)]
taken = []
for value in values:
    began = time.process_time()
    explorer.set({control}=value)
    taken.append(1000 * (time.process_time() - began))
explorer.set({control}=control.start)
print(f"kernel ms {{statistics.median(taken):.1f}}")
explorer.add_class("measured")
"""

READY = """
picture = Picture(spec, spec.model(**state))
background, ready = widgets.HTML(picture.background()), picture.foreground()
page = widgets.HTML(ready).add_class("ready")
shown = widgets.VBox([slider, background, page]).add_class("measured")
"""

WAYS = {
    "engine": ENGINE,
    "engine x2": ENGINE,
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
    "floor": f"""{READY}
slider.observe(lambda change: setattr(page, "value", f"{{{{ready}}}}<!--{{{{change.new}}}}-->"), "value")
shown
""",
    "browser": f"""{READY}
shown.add_class("without-kernel")
""",
}


def notebook_of(figure, control, way):
    """The code cells of the notebook for one way to draw."""
    names = {"module": figure.__module__, "figure": figure.__name__, "control": control}
    return [text.format(**names).strip() for text in (SETUP, WAYS[way])]
