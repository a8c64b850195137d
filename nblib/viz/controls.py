"""The widgets that stand for a figure's controls, and the rows and buttons that figures and questions share."""

import ipywidgets as widgets

from nblib.viz.spec import Choice, Slider, Toggle

AUTO = {"width": "auto"}
WHOLE_LABEL = {"description_width": "initial"}  # ipywidgets would cut a label at 80 pixels


def row(*children, wrap=True):
    """Widgets side by side; where the page is narrow they go on in the next line, or (wrap=False) grow narrower."""
    flow = "row wrap" if wrap else "row nowrap"
    return widgets.HBox(children, layout={"flex_flow": flow, "grid_gap": "4px 12px", "align_items": "center"})


def button(label, action, tooltip=None, style=""):
    """A button that calls `action()`."""
    made = widgets.Button(description=label, tooltip=tooltip or label, button_style=style, layout=AUTO)
    made.on_click(lambda _made: action())
    return made


def control_widget(control, value):
    """The widget whose `value` is the control's."""
    match control:
        case Slider():
            kind = widgets.IntSlider if isinstance(control.step, int) else widgets.FloatSlider
            return kind(value, **_range(control), readout=False, layout={"width": "170px"})
        case Choice():
            label = {"description": control.label, "style": WHOLE_LABEL}
            return widgets.Dropdown(options=control.options, value=value, layout=AUTO, **label)
        case Toggle():
            toggle = widgets.ToggleButton(value, description=control.label, layout=AUTO)
            widgets.dlink((toggle, "value"), (toggle, "icon"), lambda on: "check" if on else "")
            return toggle
    raise TypeError(f"a control is a Slider, a Choice or a Toggle, not {type(control).__name__}")


def labelled(control, widget):
    """The widget with its name: a slider's handle has none that is spoken, so a labelled number box stands beside."""
    if not isinstance(control, Slider):
        return widget
    kind = widgets.BoundedIntText if isinstance(widget, widgets.IntSlider) else widgets.BoundedFloatText
    box = kind(widget.value, **_range(control), description=control.label, style=WHOLE_LABEL, layout=AUTO)
    # Linked by the kernel: a link in the page would send each step twice, once from the slider and once from the box.
    widgets.link((widget, "value"), (box, "value"))
    return widgets.HBox([box, widget], layout={"align_items": "center"})


def _range(control):
    return {"min": control.low, "max": control.high, "step": control.step}
