"""The exercise of a descent: the path that it walks, compared point by point."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from nblib.check.function import Function
from nblib.check.general import Diagnosis
from nblib.check.showing import close, show, show_difference


class Walk(NamedTuple):
    """What a descent is asked to do: `name` says what f is; the rest are its arguments."""

    name: str  # Markdown
    f: Callable
    grad: Callable
    w0: np.ndarray
    learning_rate: float
    eps: float
    max_iter: int


@dataclass(frozen=True, kw_only=True)
class Descent(Function):
    """The answer is `descend(f, grad, w0, learning_rate, eps, max_iter)`, the path; `cases(rng)` gives `Walk`s.

    A list of points is as good as an array.
    """

    def arguments(self, case: Walk):
        """All but the name."""
        return case[1:]

    def describe(self, case):
        """The function in words, then the numbers."""
        start = show(case.w0) if case.w0.ndim == 1 else f"zeros of shape {case.w0.shape}"
        return (
            f"{case.name} from {start}, with learning_rate = {case.learning_rate}, eps = {case.eps} and max_iter = "
            f"{case.max_iter}"
        )

    def difference(self, case, got):
        """The first point of the path that is wrong."""
        [path], [[right], _] = got, self.expected(case)
        k = next(k for k in range(len(right)) if not close(path[k], right[k]))
        return f"{f'after step {k}' if k else 'at the start'}, {show_difference(path[k], right[k])}."

    def diagnosis(self, cases, seen):
        """Whether the walk is right and only its end is not."""
        for case, observation in zip(cases, seen, strict=True):
            [[right], _] = self.expected(case)
            if observation.parts is None or observation.parts[0].shape[1:] != right.shape[1:]:
                return None
            [path] = observation.parts
            k = min(len(path), len(right))
            if k and len(path) != len(right) and close(path[:k], right[:k]):
                ends = f"it ends after step {len(path) - 1} and should end after step {len(right) - 1}"
                return Diagnosis("end of the walk", f"The steps are right, the end of the walk is not: {ends}.")
            if not close(path, right):
                return None
        return None

    def traits(self, case):
        """How the walk should end, and what walks."""
        [[right], _] = self.expected(case)
        losses = [case.f(w) for w in right]
        return {
            "max_iter ends the walk": abs(losses[-2] - losses[-1]) > case.eps,
            "f rises": any(after > before for before, after in pairwise(losses)),
            "w has more than one axis": case.w0.ndim > 1,
        }

    def remark(self, observation):
        """Nothing to say about a list."""
        return ""
