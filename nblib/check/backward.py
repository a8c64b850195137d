"""The exercise of a backward pass: what the doctor's table says decides, on several nets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nblib.check.function import Function
from nblib.check.reading import Unreadable, kind, read_array, refuse_blank
from nblib.checkup import CheckData, compare
from nblib.losses import softmax_cross_entropy
from nblib.mlp import Layer


@dataclass(frozen=True, kw_only=True)
class Backward(Function):
    """The answer is `backward(net, outputs, dZ)`, a list of Layer(dW, db); `cases(rng)` gives `CheckData`.

    It passes if every gradient agrees with centred differences. Pairs (dW, db) of any kind are accepted as layers.
    """

    def arguments(self, case: CheckData):
        """The net, its outputs for the batch, and dZ."""
        outputs = case.net.forward(case.X)
        return case.net, outputs, softmax_cross_entropy(outputs[-1], case.labels)[1]

    def read(self, value, case):
        """dW1, db1, dW2, … one after the other."""
        refuse_blank(value)
        layers = len(case.net.layers)
        if isinstance(value, np.ndarray) or not isinstance(value, Sequence) or len(value) != layers:
            length = f"a list of {len(value)}" if isinstance(value, (list, tuple)) else kind(value)
            raise Unreadable(f"{length}, not one (dW, db) for each of the {layers} layers")
        for pair in value:
            if not isinstance(pair, (list, tuple)) or len(pair) != 2:
                raise Unreadable("a list in which not every entry is a pair (dW, db)")
        return [read_array(part) for pair in value for part in pair]

    def expected(self, case):
        """The right gradients, for their shapes, and their names."""
        gradients = self.reference(*self.arguments(case))
        names = [f"d{parameter}{l + 1}" for l in range(len(gradients)) for parameter in "Wb"]
        return [part for layer in gradients for part in layer], names

    def agrees(self, case, got):
        """Whether the doctor finds nothing."""
        return all(finding.ok for finding in self._examine(case, got).findings)

    def describe(self, case):
        """The net in words."""
        sizes = [len(case.X[0]), *(len(layer.b) for layer in case.net.layers)]
        return f"a {'-'.join(map(str, sizes))} net with {case.net.activation.name} and m = {len(case.X)}"

    def difference(self, case, got):
        """The doctor's table."""
        return f"\n\n{self._examine(case, got)._repr_markdown_()}\n\n"

    def diagnosis(self, cases, seen):
        """What the doctor makes of the first net on which something is wrong."""
        for case, observation in zip(cases, seen, strict=True):
            shapes = [part.shape for part in self.expected(case)[0]]
            if observation.parts is None or [part.shape for part in observation.parts] != shapes:
                return None
            if not self.agrees(case, observation.parts):
                diagnosis = self._examine(case, observation.parts).diagnosis
                return (None if diagnosis.name == "unclear" else diagnosis.name), diagnosis.message
        return None

    def remark(self, observation):
        """Pairs may come in any kind of list."""
        return ""

    def _examine(self, case, got):
        return compare([Layer(*pair) for pair in zip(got[::2], got[1::2], strict=True)], case)
