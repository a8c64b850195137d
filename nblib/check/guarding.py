"""The guard that the playground puts around a learner's forward and backward: nothing escapes, no loop is endless."""

from nblib.check.sandbox import describe_error, guard

STEPS = 2_000_000  # of the interpreter, about a second: loops over 500 rows and every weight of 2-8-8-2 need half of it


def guarded_call(function, *arguments):
    """(value, "") of a call, or (None, why it failed), as nblib.playground.engine.attempt; ends endless loops too.

    >>> guarded_call(lambda x: x + 1, 1)
    (2, '')
    """
    outcome = guard(function, *arguments, steps=STEPS)
    if outcome.error is None:
        return outcome.value, ""
    return None, describe_error(outcome.error, function)
