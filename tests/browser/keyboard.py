"""Working what stands on the page by keyboard, and waiting until the kernel has answered."""


def press(page, control, keys):
    """Focus a control and press the keys that `keys(at)` names for where it stands.

    Returns how many messages the kernel had been sent before: what `answered` is to be told.
    """
    at = control.evaluate("control => learner.focus(control)")
    for key in keys(at):
        page.keyboard.press(key)
    return at["sent"]


def answered(page, sent):
    """Wait until the kernel has been sent more than this, and has answered all of it."""
    page.evaluate("sent => learner.answered(sent)", sent)


def enter(_at):
    """The key that presses a button."""
    return ["Enter"]


def space(_at):
    """The key that ticks a box, or presses a button."""
    return ["Space"]


def nothing(_at):
    """No key: the control is only focused."""
    return []
