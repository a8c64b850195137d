"""On which inputs a function fails: those in which an argument holds a 0, has one row, is square, and so on."""

import itertools

import numpy as np


def where(traits, passed):
    """(name, sentence) about the inputs on which a function fails; no name if no trait tells them from the others.

    >>> where([{"m = 1": True}, {"m = 1": False}, {"m = 1": False}], [False, True, True])
    ('fails where m = 1', 'It fails on 1 of the 3 inputs, just that where m = 1.')
    """
    if not any(passed):
        return None, ""
    for trait in dict.fromkeys(itertools.chain.from_iterable(traits)):
        holds = [trait_of.get(trait, False) for trait_of in traits]
        for verb, name, those in (("fails", "fails", [not ok for ok in passed]), ("is right", "right only", passed)):
            if holds == those:
                return f"{name} where {trait}", f"It {verb} on {_those(those)} where {trait}."
    return None, f"It is right on {sum(passed)} of the {len(passed)} inputs."


def _those(those):
    return f"{sum(those)} of the {len(those)} inputs, just {'that' if sum(those) == 1 else 'those'}"


def array_traits(arguments):
    """{phrase: whether it holds} for the arrays among the arguments.

    >>> array_traits({"p": np.array([0.5, 0.0])})["`p` holds a 0"]
    True
    """
    arrays = {name: array for name, array in arguments.items() if isinstance(array, np.ndarray) and array.ndim}
    traits = {}
    for name, array in arrays.items():
        traits[f"`{name}` holds a 0"] = bool((array == 0).any())
        traits[f"`{name}` holds a negative number"] = bool((array < 0).any())
        traits[f"`{name}` holds nothing but 0"] = not array.any()
        traits[f"`{name}` holds a number of 100 or more in size"] = bool((np.abs(array) >= 100).any())
        traits[f"`{name}` has a single {'row' if array.ndim > 1 else 'entry'}"] = len(array) == 1
        if array.ndim == 2:
            traits[f"`{name}` has as many rows as columns"] = array.shape[0] == array.shape[1]
    for (a, one), (b, other) in itertools.permutations(arrays.items(), 2):
        if one.ndim == 2:
            traits[f"`{a}` has as many rows as `{b}` has {_across(other)}"] = len(one) == other.shape[-1]
    return traits


def _across(array):
    return "columns" if array.ndim > 1 else "entries"
