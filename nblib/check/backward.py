"""Exercises of gradients: what is wrong is shown in the doctor's table, and the doctor names the mistake if it can."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nblib.check.function import Function
from nblib.check.general import Diagnosis
from nblib.check.reading import Unreadable, kind, read_array, refuse_blank
from nblib.check.showing import close
from nblib.checkup import CheckData, compare
from nblib.doctor import Examination, first_wrong
from nblib.gradcheck import examine
from nblib.losses import softmax_cross_entropy
from nblib.mlp import Layer

# What the doctor reads from the units that are wrong, as the line that would have been written.
SLIPS = {
    "mask missing": lambda dZ, W, A, slope: dZ @ W.T,
    "mask is the activation": lambda dZ, W, A, slope: dZ @ W.T * A,
    "not transposed": lambda dZ, W, A, slope: dZ @ W * slope(A),
}


@dataclass(frozen=True, kw_only=True)
class Gradients(Function):
    """Some of the results are gradients: those whose names begin with d. The first argument has m rows."""

    def difference(self, case, got):
        """In words what is wrong with the other results; for gradients, the doctor's table."""
        expected, names = self.expected(case)
        if all(close(g, e) for name, g, e in zip(names, got, expected, strict=True) if name[0] != "d"):
            return f"\n\n{self._examine(case, got)._repr_markdown_()}\n\n"
        return super().difference(case, got)

    def diagnosis(self, cases, seen):
        """What the doctor makes of the first input on which a gradient is wrong; None if it cannot tell."""
        for case, observation in zip(cases, seen, strict=True):
            shapes = [part.shape for part in self.expected(case)[0]]
            if observation.parts is None or [part.shape for part in observation.parts] != shapes:
                return None
            if not all(np.isfinite(part).all() for part in observation.parts):
                return None
            examination = self._examine(case, observation.parts)
            found = examination.diagnosis
            if found.name == "unclear" and len(examination.findings) == 1:  # there is no first among one
                return None
            if found.name in SLIPS and not self._made(found.name, case, observation.parts):
                return Diagnosis(None, first_wrong(examination.findings))  # the pattern fits, the numbers do not
            if found.name != "right":
                return _told(found)
        return None

    def _made(self, name, case, got):
        """Whether this slip where dZ goes down would give these very numbers; it is asked of nets only."""
        raise NotImplementedError

    def _examine(self, case, got):
        expected, names = self.expected(case)
        parts = zip(names, got, expected, strict=True)
        return Examination([examine(name[1:], g, e) for name, g, e in parts if name[0] == "d"], len(case[0]), [])


def _told(found):
    """The doctor's words as a Diagnosis; what is unclear to the doctor has no name, and only its place is told."""
    if found.name != "unclear":
        return Diagnosis(found.name, found.message, "named")
    several = found.pattern == "several patterns fit"
    return Diagnosis(None, found.message if several else found.message[found.message.index("Counted from") :])


@dataclass(frozen=True, kw_only=True)
class Backward(Gradients):
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
            raise Unreadable(f"{length}, not one (dW, db) for each of the {layers} layers", name="not all gradients")
        for pair in value:
            if not isinstance(pair, (list, tuple)) or len(pair) != 2:
                raise Unreadable("a list in which not every entry is a pair (dW, db)", name="not all gradients")
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

    def traits(self, case):
        """The activation, the number of rows, and the sizes of the layers."""
        sizes = [len(case.X[0]), *(len(layer.b) for layer in case.net.layers)]
        return {
            "m = 1": len(case.X) == 1,
            f"the activation is {case.net.activation.name}": True,
            "there is a hidden layer": len(sizes) > 2,
            "there is more than one hidden layer": len(sizes) > 3,
            "the last W is square": sizes[-1] == sizes[-2],
        }

    def remark(self, observation):
        """Pairs may come in any kind of list."""
        return ""

    def _made(self, name, case, got):
        net, outputs, dZ = self.arguments(case)
        gradients = []
        for l in reversed(range(len(net.layers))):
            A, W = outputs[l], net.layers[l].W
            gradients = [A.T @ dZ, dZ.sum(axis=0), *gradients]
            if l == 0 or (name == "not transposed" and W.shape[0] != W.shape[1]):
                break
            dZ = SLIPS[name](dZ, W, A, net.activation.slope)
        return len(gradients) == len(got) and all(map(close, got, gradients))

    def _examine(self, case, got):
        return compare([Layer(*pair) for pair in zip(got[::2], got[1::2], strict=True)], case)
