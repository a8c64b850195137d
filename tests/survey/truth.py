"""Whether what a check said is true: its sentences are read back and tried on what the function really does.

`untrue` runs the function on the check's own inputs, compares with the reference by its own code, and returns the
sentences that do not hold. What the bank and the table of errors say is tried too: a function of the bank with this
name must do the same; an error must be of the type that the sentence is about.
"""

import ast
import copy
import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from nblib.check.sandbox import guard
from nblib.doctor import MISTAKES
from tests.survey.clauses import holds, same
from tests.survey.judge import unchanged
from tests.survey.reach import CALLED_AGAIN
from tests.survey.sources import FUNCTIONS

NUMBER = r"-?(?:[\d.]+(?:e[+-]\d+)?|inf|nan)"


class Case(NamedTuple):
    """One of the check's inputs, and what the function and the reference make of it."""

    case: Any
    arguments: dict
    after: dict  # the arguments after the call
    error: BaseException | None
    got: list | None
    right: list
    names: list

    @property
    def wrong(self):
        """Whether anything is wrong here."""
        changed = not all(unchanged(self.arguments[name], self.after[name]) for name in self.arguments)
        return self.got is None or changed or bool(self.wrong_parts)

    @property
    def wrong_parts(self):
        """The numbers of the parts that are wrong."""
        return [k for k, (g, r) in enumerate(zip(self.got, self.right, strict=True)) if not _agrees(g, r)]

    @property
    def kind(self):
        """Whether shapes or finite numbers are to be compared, or nothing."""
        if self.got is None:
            return None
        if any(g.shape != r.shape for g, r in zip(self.got, self.right, strict=True)):
            return "shape"
        return "numbers" if all(np.isfinite(g).all() for g in self.got) else None

    @property
    def given(self):
        """What was at hand, by the words that name it."""
        return _arrays(self.arguments) | {f"the right `{n}`": r for n, r in zip(self.names, self.right, strict=True)}


def _agrees(g, r):
    return g.shape == r.shape and np.allclose(g, r, rtol=1e-5, atol=1e-9, equal_nan=True)


def _arrays(values):
    found = {}
    for name, value in values.items():
        if isinstance(value, np.ndarray):
            found[f"`{name}`"] = value
        elif isinstance(value, tuple) and hasattr(value, "_fields"):
            found |= _arrays({f"{name}.{field}": getattr(value, field) for field in value._fields})
        elif isinstance(value, list | tuple):
            found |= _arrays({f"{name}[{i}]": part for i, part in enumerate(value)})
    return found


def tried(exercise, function):
    """A Case for each of the check's inputs."""
    cases = []
    for case in exercise.cases(np.random.default_rng(0)):
        before = list(exercise.arguments(case))
        after = copy.deepcopy(before)
        outcome = guard(function, *after)
        read = guard(exercise.read, outcome.value, case)
        right, names = exercise.expected(case)
        arguments, afterwards = (dict(zip(exercise.parameters, given, strict=True)) for given in (before, after))
        got = read.value if outcome.error is None and read.error is None else None
        cases.append(Case(case, arguments, afterwards, outcome.error, got, list(right), list(names)))
    return cases


def untrue(id, function, verdict):
    """The sentences of this verdict on a function that are not true of it."""
    exercise = FUNCTIONS[id]
    message = verdict.message.partition("\n\n**Hint")[0]
    cases = tried(exercise, function)
    wrong = [case for case in cases if case.wrong]
    if verdict.passed or verdict.status == "not attempted":
        return [message] if wrong else []
    if not wrong:
        return [] if verdict.mistake in ("not repeatable", "other arguments") else [f"nothing is wrong: {message}"]
    found = []
    if message.startswith("For ") and not message.startswith(f"For {exercise.describe(wrong[0].case)}:"):
        found.append(f"not the first wrong input: {message}")
    for pattern, test in SENTENCES:
        for match in re.finditer(pattern, message):
            if not test(match, cases, wrong):
                found.append(match[0])
    for pattern, test in CALLED_AGAIN:
        for match in re.finditer(pattern, message):
            if not test(match, exercise, function, cases):
                found.append(match[0])
    return found + _misnamed(exercise, verdict, cases, wrong)


def _misnamed(exercise, verdict, cases, wrong):
    """A name from the bank that none of its functions deserves, or from the doctor that its mistake does not."""
    banked = [entry for entry in exercise.wrong if entry.message in verdict.message]
    for entry in banked:
        if not any(_behaves_like(exercise, answer, cases) for answer in entry.answers):
            doctored = entry.name in MISTAKES and _is_the_doctors(verdict.mistake, wrong[0])
            return [] if doctored else [f"misnamed: {entry.name}"]
    if not banked and verdict.mistake in MISTAKES and not _is_the_doctors(verdict.mistake, wrong[0]):
        return [f"misnamed by the doctor: {verdict.mistake}"]
    return []


@cache
def _of_the_bank(id, answer):
    return tried(FUNCTIONS[id], answer)


def _behaves_like(exercise, answer, cases):
    for one, other in zip(_of_the_bank(exercise.id, answer), cases, strict=True):
        if type(one.error) is not type(other.error):
            return False
        if one.got is not None and other.got is not None and not all(map(same, one.got, other.got)):
            return False
    return True


def _is_the_doctors(name, case):
    """Whether the pattern that the doctor means is there: in the arrays, not in the table."""
    m = len(case.case[0]) if not hasattr(case.case, "X") else len(case.case.X)
    factor = {"sign": -1, "mean missing": m, "mean twice": 1 / m, "bias averaged": 1 / m}.get(name)
    parts = [k for k in case.wrong_parts if case.names[k][0] == "d"]
    if factor is not None:
        return all(same(case.got[k], factor * case.right[k]) for k in parts)
    if name == "outer product":  # the message speaks of the weights alone
        return all(case.names[k].startswith("dW") for k in parts)
    return name in MISTAKES and _shows_in_the_units(name, case)


def _shows_in_the_units(name, case):
    """Whether in the last hidden layer that is wrong just those units are wrong that the mistake would touch."""
    wrong = [case.names[k] for k in case.wrong_parts]
    layer = max(int(part[2:]) for part in wrong)
    A = case.arguments["outputs"][layer]
    on = A > 0
    units = {
        "mask missing": (~on).any(axis=0),
        "mask is the activation": (on & ~np.isclose(A, 1)).any(axis=0),
        "not transposed": on.any(axis=0),
    }
    if not _would_come_of(name, case):
        return False
    touched = np.zeros(A.shape[1], dtype=bool)
    for part in (f"dW{layer}", f"db{layer}"):
        k = case.names.index(part)
        touched |= ~np.isclose(case.got[k], case.right[k], rtol=1e-6, atol=1e-8).reshape(-1, A.shape[1]).all(axis=0)
    return (touched == units[name]).all()


def _would_come_of(name, case):
    """Whether the last hidden layer's gradient is what this very mistake makes of the dZ above, by the chain rule."""
    net, outputs, dZ = (case.arguments[part] for part in ("net", "outputs", "dZ"))
    for l in range(len(net.layers) - 1, 0, -1):
        A, W = outputs[l], net.layers[l].W
        down = dZ @ (W if name == "not transposed" else W.T)
        dZ = down * {"mask missing": 1, "mask is the activation": A}.get(name, net.activation.slope(A))
        if not np.allclose(case.got[case.names.index(f"dW{l}")], np.einsum("ij,ik->jk", outputs[l - 1], dZ), 1e-5):
            return False
    return True


# ── Sentences ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(text):
    return np.array(eval(text, {"nan": np.nan, "inf": np.inf}), dtype=float)  # a list of numbers that nblib wrote


def _close(shown, value):
    """Equal to the digits that are shown."""
    return shown.shape == np.shape(value) and np.allclose(shown, value, rtol=1e-3, atol=1e-12, equal_nan=True)


def _difference(match, _cases, wrong):
    """expected …, got …, of all of a part, of one entry, or of one point of a path."""
    expected, got = _read(match["expected"]), _read(match["got"])
    for k in wrong[0].wrong_parts:
        right, found = wrong[0].right[k], wrong[0].got[k]
        if match["count"]:
            differs = ~np.isclose(found, right, rtol=1e-5, atol=1e-9, equal_nan=True)
            if (int(match["count"]), int(match["size"])) != (differs.sum(), right.size):
                continue
        index = tuple(ast.literal_eval(match["index"] or "[]"))
        if match["step"] or match["start"]:
            index = (int(match["step"] or 0), *index)
        if match["count"] and not match["step"] and not differs[index]:
            continue
        if _close(expected, right[index]) and _close(got, found[index]):
            return True
    return False


def _shapes(match, _cases, wrong):
    k = wrong[0].names.index(match["name"]) if match["name"] in wrong[0].names else 0
    got, right = wrong[0].got[k].shape, wrong[0].right[k].shape
    return str(got) == (match["got"] or "()") and str(right) == (match["right"] or "()")


def _not_finite(match, _cases, wrong):
    k = wrong[0].names.index(match["name"])
    index = tuple(ast.literal_eval(match["index"] or "[]"))
    value = wrong[0].got[k][index]
    return not np.isfinite(value) and str(float(value)) == match["value"] and np.isfinite(wrong[0].right[k][index])


def _error(match, _cases, wrong):
    return type(wrong[0].error).__name__ == match["error"]


def _change(match, _cases, wrong):
    before, after = (eval(match["place"], {}, names) for names in (wrong[0].arguments, wrong[0].after))
    return _close(_read(match["before"]), before) and _close(_read(match["after"]), after)


def _row_sums(match, _cases, wrong):
    shown = [float(total) for total in re.findall(r"-?\d+\.\d+|nan|inf", match[0])]
    return np.allclose(shown, wrong[0].got[0].sum(axis=1)[: len(shown)], atol=6e-4)


def _relation(match, cases, wrong):
    alike = [case for case in wrong if case.kind == wrong[0].kind]
    counts = {
        "every input": len(alike) == len(cases),
        "the one wrong input": len(alike) == len(wrong) == 1,
        f"all {len(alike)} wrong inputs": len(alike) == len(wrong),
        f"{len(alike)} of the {len(wrong)} wrong inputs": True,
    }
    only = re.fullmatch(r"in `(.*?)`: (.*)", match["clause"])
    name, clause = only.groups() if only else (None, match["clause"])
    return counts.get(match["on"], False) and all(
        holds(clause, case.got[k], case.right[k], case.given)
        for case in alike
        for k in case.wrong_parts
        if name in (None, case.names[k])
    )


def _only_parts(match, _cases, wrong):
    named = set(re.findall(r"`(.*?)`", match[0]))
    compared = [case for case in wrong if case.kind == wrong[0].kind]
    return named == {case.names[k] for case in compared for k in case.wrong_parts} & {*wrong[0].names}


def _where(match, cases, wrong):
    count, inputs = int(match["count"]), int(match["inputs"])
    fails = match["verb"] == "fails"
    return inputs == len(cases) and count == (len(wrong) if fails else len(cases) - len(wrong))


def _walk_end(match, _cases, wrong):
    ends = {(len(case.got[0]) - 1, len(case.right[0]) - 1) for case in wrong if case.got is not None}
    return (int(match["got"]), int(match["right"])) in ends


def _derivative(match, _cases, wrong):
    [k] = [k for k, node in enumerate(wrong[0].case.nodes) if node.name == match["node"]][:1]
    return _close(_read(match["right"]), wrong[0].right[0][k]) and _close(_read(match["got"]), wrong[0].got[0][k])


def _unit(match, cases, _wrong):
    return all(
        np.allclose(g, float(match["factor"]) * r, rtol=2e-3, atol=1e-8)
        for case in cases
        for g, r in zip(case.got, case.right, strict=True)
    )


LIST = r"\[?[-\d., \[\]einfa+]*\]?"
SENTENCES = (
    (
        rf"(?:after step (?P<step>\d+), |(?P<start>at the start), )?"
        rf"(?:(?P<count>\d+) of (?P<size>\d+) entries differ; the first is (?P<index>\[[\d, ]*\]): )?"
        rf"expected `(?P<expected>{LIST})`, got `(?P<got>{LIST})`",
        _difference,
    ),
    (
        r"(?P<name>the \w+|\w+) (?:has shape (?P<got>\(.*?\))|is one number) and should "
        r"(?:have (?:shape )?(?P<right>\(.*?\))|be one number)",
        _shapes,
    ),
    (r"(?P<name>the result|d?[A-Z]\d?|d[Wb]\d?) holds `(?P<value>-?inf|nan)`(?: at (?P<index>\[.*?\]))?", _not_finite),
    (r"it stopped with `(?P<error>\w+)`", _error),
    (rf"argument: (?P<place>\S+(?:, \d+\])?) was (?P<before>{NUMBER}) and is (?P<after>{NUMBER}) afterwards", _change),
    (r"your rows sum to .*?, and each", _row_sums),
    (
        r"On (?P<on>every input|the one wrong input|all \d+ wrong inputs|\d+ of the \d+ wrong inputs), "
        r"(?P<clause>.*?)\.(?= |$|\n)",
        _relation,
    ),
    (r"Only `.*?` (?:is|are) wrong\.", _only_parts),
    (r"It (?P<verb>fails|is right) on (?P<count>\d+) of the (?P<inputs>\d+) inputs", _where),
    (r"it ends after step (?P<got>\d+) and should end after step (?P<right>\d+)", _walk_end),
    (rf"the derivative by (?P<node>\w+) should be `(?P<right>{NUMBER})` and is `(?P<got>{NUMBER})`", _derivative),
    (r"That is (?P<factor>[\d.]+) times the answer in", _unit),
)
