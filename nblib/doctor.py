"""The gradient doctor: from the pattern of what is wrong, name the mistake in a backward pass.

Each parameter's gradient g is compared with centred differences ĝ: is it right, what is ρ = ⟨g, ĝ⟩/⟨ĝ, ĝ⟩, and in
which units do they differ? A factor shows in ρ; a mistake at the activation shows in the units it touches. For that,
the net must hold a unit that is on for every row, one that is on for none, and one that is on for some: `check_data`
makes such a net, with biases that are not zero and every hidden score away from the kink of ReLU.
"""

import math
from typing import NamedTuple

import numpy as np


class Diagnosis(NamedTuple):
    """The name of a mistake, the pattern it leaves in the table, and where to look for it.

    >>> MISTAKES["sign"].pattern
    'ρ = −1 on every parameter'
    """

    name: str
    pattern: str
    message: str


MISTAKES = {
    diagnosis.name: diagnosis
    for diagnosis in (
        Diagnosis(
            "sign",
            "ρ = −1 on every parameter",
            "Every gradient points the opposite way: y − p was sent back where p − y belongs, or a minus was added on "
            "the way.",
        ),
        Diagnosis(
            "mean missing",
            "ρ = m on every parameter",
            "Every gradient is m times too large: that is the derivative of the summed loss. The mean enters in one "
            "line, dZ.",
        ),
        Diagnosis(
            "mean twice",
            "ρ = 1/m on every parameter",
            "Every gradient is m times too small: 1/m is in dZ already, and it was divided by m once more.",
        ),
        Diagnosis(
            "bias averaged",
            "the weights are right, ρ = 1/m on the biases",
            "Only the biases are m times too small: their gradient was averaged over the rows. dZ carries 1/m "
            "already, so rows are summed.",
        ),
        Diagnosis(
            "outer product",
            "the biases are right, the weights are not, with no clean ratio",
            "The biases are right, so dZ is right at every layer. What the gradient of a weight needs besides is the "
            "activation that the weight multiplies.",
        ),
        Diagnosis(
            "mask missing",
            "below the activation, wrong only in units that are off in some row",
            "Just the units that are off in some row are wrong. No road leads through a unit that is off: look for the "
            "slope of the activation where dZ goes down a layer.",
        ),
        Diagnosis(
            "mask is the activation",
            "below the activation, wrong only in units that are on, but not where a = 1",
            "Just the units that are on are wrong, but not where their activation is 1. Was dZ multiplied by a itself? "
            "The slope of ReLU is 1 wherever the unit is on.",
        ),
        Diagnosis(
            "not transposed",
            "below a square W, wrong in every unit that is ever on, with no clean ratio",
            "Every unit that is ever on is wrong, and the ratios are no clean numbers. W is square, so it fits either "
            "way round: look which way round it is where dZ goes down a layer.",
        ),
    )
}


def diagnose(findings, *, m, hidden=()):
    """The mistake that leaves this pattern; "right" if nothing is wrong, "unclear" if no pattern fits, or several.

    findings from the output to the input, W2, b2, W1, b1 (see `nblib.checkup`); m rows; `hidden` the outputs
    [A1, …] of the hidden ReLU layers, without which a mistake at the activation is not recognised. With m = 1 a factor
    of m cannot be seen.

    >>> from nblib.gradcheck import examine
    >>> g = np.array([1.0, 2.0])
    >>> diagnose([examine("W1", 4 * g, g), examine("b1", 4 * g, g)], m=4).name
    'mean missing'
    """
    wrong = [finding for finding in findings if not finding.ok]
    if not wrong:
        return Diagnosis("right", "every parameter agrees", "Every gradient agrees with the centred differences.")
    names = _factor(findings, wrong, m) or _slope(findings, wrong, hidden)
    return MISTAKES[names[0]] if len(names) == 1 else _unclear(wrong, names)


def _factor(findings, wrong, m):
    """Mistakes that show in ρ, or in which kind of parameter is wrong."""
    ratio = _common_ratio(wrong)
    kinds = {finding.name[0] for finding in wrong}
    if ratio is None:
        finite = all(math.isfinite(finding.error) for finding in wrong)
        return ["outer product"] if kinds == {"W"} and finite else []
    if len(wrong) == len(findings):
        factors = {"sign": -1, "mean missing": m, "mean twice": 1 / m}
        return [name for name, factor in factors.items() if np.isclose(ratio, factor, rtol=1e-4)]
    return ["bias averaged"] if kinds == {"b"} and np.isclose(ratio, 1 / m, rtol=1e-4) else []


def _common_ratio(wrong):
    """ρ if every gradient is ρ times its reference, the same ρ everywhere; else None."""
    ratios = np.array([finding.ratio for finding in wrong])
    # g = ρ ĝ exactly if the relative error is what that multiple alone would give.
    multiples = np.abs(ratios - 1) / (np.abs(ratios) + 1)
    if not np.allclose(multiples, [finding.error for finding in wrong]):
        return None
    return float(ratios[0]) if np.allclose(ratios, ratios[0], rtol=1e-4) else None


def _slope(findings, wrong, hidden):
    """Mistakes where dZ goes down a layer: they show in which units of the first wrong hidden layer are wrong."""
    if not hidden or _common_ratio(wrong) is not None:
        return []
    layer = int(wrong[0].name[1:])
    if layer > len(hidden):
        return []
    parameters = {finding.name: finding for finding in findings}
    touched = parameters[f"W{layer}"].wrong.any(axis=0) | parameters[f"b{layer}"].wrong
    A = hidden[layer - 1]
    on = A > 0
    would_touch = {
        "mask missing": (~on).any(axis=0),
        "mask is the activation": (on & ~np.isclose(A, 1)).any(axis=0),
    }
    above = parameters[f"W{layer + 1}"].wrong
    if above.shape[0] == above.shape[1]:
        would_touch["not transposed"] = on.any(axis=0)
    return [name for name, units in would_touch.items() if (units == touched).all()]


def first_wrong(findings):
    """Where to look, if nothing else is known: the findings run from the output to the input.

    >>> from nblib.gradcheck import examine
    >>> first_wrong([examine("W1", np.array([4.0]), np.array([1.0]))])
    'Counted from the output, the first wrong gradient is dW1: look at the line that makes it.'
    """
    name = next(finding.name for finding in findings if not finding.ok)
    return f"Counted from the output, the first wrong gradient is d{name}: look at the line that makes it."


def _unclear(wrong, names):
    first = first_wrong(wrong)
    ratio = _common_ratio(wrong)
    if names:
        return Diagnosis("unclear", "several patterns fit", f"This could be {' or '.join(names)}. {first}")
    if ratio is not None:
        some = ", ".join(finding.name for finding in wrong)
        return Diagnosis("unclear", "a clean ratio", f"{some}: each is {ratio:.4g} times what it should be. {first}")
    return Diagnosis("unclear", "no clean pattern", f"No clean pattern. {first}")


class Examination(NamedTuple):
    """The doctor's table: a row for each parameter, from the output to the input."""

    findings: list
    m: int
    hidden: list

    @property
    def diagnosis(self):
        """What `diagnose` makes of it."""
        return diagnose(self.findings, m=self.m, hidden=self.hidden)

    def _rows(self):
        yield ["gradient", "verdict", "ρ", "relative error", "wrong in units"]
        for finding in self.findings:
            if finding.ok:
                yield [f"d{finding.name}", "✔ ok", "1.000", "< 1e-6", "–"]
            else:
                wrong = finding.wrong.reshape(-1, finding.wrong.shape[-1]).any(axis=0)
                units = f"{', '.join(str(j + 1) for j in np.flatnonzero(wrong))} of {len(wrong)}"
                yield [
                    f"d{finding.name}",
                    "✘ wrong",
                    f"{round(finding.ratio, 3) + 0.0:.3f}",
                    f"{finding.error:.2g}",
                    units,
                ]

    def _remarks(self):
        for layer, A in enumerate(self.hidden, start=1):
            rows = ", ".join(f"unit {j + 1} in {on}" for j, on in enumerate((A > 0).sum(axis=0)))
            yield f"Hidden layer {layer}: on in how many of the {self.m} rows? {rows}."
        if self.m == 1:
            yield "With a single row a factor of m cannot be seen: m = 1/m = 1."

    def _repr_markdown_(self):
        header, *rows = ("| " + " | ".join(row) + " |" for row in self._rows())
        return "\n".join([header, "|---|---|---|---|---|", *rows, "", *self._remarks()])

    def __repr__(self):
        rows = ["{:10}{:9}{:>8}{:>16}  {}".format(*row) for row in self._rows()]
        return "\n".join([*rows, *self._remarks()])
