"""The widgets that stand for a figure's controls, and the rows and buttons that figures and questions share."""

import ipywidgets as widgets

from nblib.viz.alike import made
from nblib.viz.slider import LabelledSlider
from nblib.viz.spec import Choice, Slider, Toggle

AUTO = {"width": "auto"}
WHOLE_LABEL = {"description_width": "initial"}  # ipywidgets would cut a label at 80 pixels


def row(*children, wrap=True):
    """Widgets side by side; where the page is narrow they go on in the next line, or (wrap=False) grow narrower."""
    flow = "row wrap" if wrap else "row nowrap"
    layout = {"flex_flow": flow, "grid_gap": "4px 12px", "align_items": "center"}
    return made(widgets.HBox, children, layout=layout)


def button(label, action, tooltip=None, style="", layout=AUTO):
    """A button that calls `action()`."""
    pressed = made(widgets.Button, description=label, tooltip=tooltip or label, button_style=style, layout=layout)
    pressed.on_click(lambda _pressed: action())
    return pressed


def control_widget(control, value):
    """The widget whose `value` is the control's."""
    match control:
        case Slider():
            return LabelledSlider(control.label, value, low=control.low, high=control.high, step=control.step)
        case Choice():
            label = {"description": control.label, "style": WHOLE_LABEL}
            return made(widgets.Dropdown, options=control.options, value=value, layout=AUTO, **label)
        case Toggle():
            toggle = made(widgets.ToggleButton, value, description=control.label, layout=AUTO)
            widgets.dlink((toggle, "value"), (toggle, "icon"), lambda on: "check" if on else "")
            return toggle
    raise TypeError(f"a control is a Slider, a Choice or a Toggle, not {type(control).__name__}")
