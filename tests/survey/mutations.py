"""Wrong answers made from right ones: every small change of the syntax tree that a learner, or a slip, could make.

`mutants(source)` yields (description, text). A rule is a generator over the replacements of one node; the rules below
are the whole list of what is tried, and each of them is tried wherever it applies.
"""

import ast
import copy
import difflib
import itertools
import re
from typing import NamedTuple

import numpy as np

# A list put into itself: NumPy, made to read it, does not come back, and no tracer reaches into NumPy.
ENDLESS = re.compile(r"(\w+)\.append\(\1\)")
LOGARITHMS = ("log", "log2", "log10", "log1p")
REDUCTIONS = {
    "sum": ("mean", "max", "prod"),
    "mean": ("sum", "max"),
    "max": ("min", "sum", "mean"),
    "argmax": ("argmin", "max", "argsort"),
}
OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add, ast.MatMult),
    ast.Div: (ast.Mult, ast.FloorDiv, ast.Sub),
    ast.MatMult: (ast.Mult,),
}
UFUNCS = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
MAKERS = ("zeros", "ones", "zeros_like", "ones_like", "array", "full", "eye")
COMPARISONS = {
    ast.Gt: (ast.GtE, ast.Lt, ast.NotEq),
    ast.LtE: (ast.Lt, ast.GtE, ast.Gt),
}
WRAPS = (  # of what is returned
    "-({})",
    "2 * ({})",
    "({}) / 2",
    "({}) + 1",
    "({}) ** 2",
    "np.abs({})",
    "np.exp({})",
    "np.round({}, 2)",
    "np.asarray({}).astype(int)",
    "np.asarray({}).astype(np.float32)",
    "np.transpose({})",
    "np.sum({})",
    "np.mean({})",
    "np.sum({}, axis=0)",
    "np.mean({}, axis=0)",
    "np.ravel({})",
    "[{}]",
    "({})[0]",
    "({})[-1]",
    "({})[1:]",
    "({})[:-1]",
    "({})[::-1]",
    "str({})",
    "print({})",
)


class Mutant(NamedTuple):
    """What was changed, and the text that came of it."""

    change: str
    source: str


def mutants(source):
    """Every text that one rule makes of this one by one change, each once."""
    module = ast.parse(source)
    [function] = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    names = names_in(function)
    plain = ast.unparse(module)
    seen = {plain}
    for number, node in enumerate(ast.walk(function)):
        for rule in RULES:
            for new in rule(node, names):
                changed = _replaced(module, function, number, new)
                text = changed and ast.unparse(ast.fix_missing_locations(changed))
                if text and text not in seen and not ENDLESS.search(text):
                    seen.add(text)
                    yield Mutant(_change(plain, text), text)


def names_in(function):
    """The function's parameters, and the variables that it makes."""
    parameters = [argument.arg for argument in function.args.args]
    made = [node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return list(dict.fromkeys(parameters + made)), parameters


def _replaced(module, function, number, new):
    """A copy of the module in which this node, by its place in ast.walk, is new; a list stands for statements."""
    module = copy.deepcopy(module)
    [function] = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    target = next(itertools.islice(ast.walk(function), number, None))
    for parent in ast.walk(function):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, copy.deepcopy(new))
                return module
            if isinstance(value, list) and any(entry is target for entry in value):
                at = [entry is target for entry in value].index(True)
                value[at : at + 1] = copy.deepcopy(new if isinstance(new, list) else [new])
                if field == "body" and not value:
                    value.append(ast.Pass())
                return module
    return None


def _change(before, after):
    """The lines that are different, as `before → after`."""
    edits = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    gone, come = (" ⏎ ".join(line[2:].strip() for line in edits if line[0] == sign) for sign in "-+")
    return f"{gone or 'nothing'} → {come or 'nothing'}"


def _expression(text):
    return ast.parse(text, mode="eval").body


def _statements(text):
    return ast.parse(text).body


# ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def arithmetic(node, _names):
    """Another operator, the operands exchanged, or one of them dropped."""
    if isinstance(node, ast.BinOp):
        for operator in OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, operator(), node.right)
        yield ast.BinOp(node.right, node.op, node.left)
        yield node.left
        yield node.right


def signs(node, _names):
    """A minus dropped, or one too many at a call or a name that is multiplied."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.BinOp) or (isinstance(node, ast.Call) and not isinstance(node.func, ast.Name)):
        yield ast.UnaryOp(ast.USub(), node)


def comparisons(node, _names):
    """Another comparison, or none at all."""
    if isinstance(node, ast.Compare):
        for operator in COMPARISONS[type(node.ops[0])]:
            yield ast.Compare(node.left, [operator()], node.comparators)
    if isinstance(node, ast.If):
        yield list(node.body)
        yield []


def constants(node, _names):
    """A number one larger or smaller."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield _expression(repr(node.value + 1))
        yield _expression(repr(node.value - 1))


def axes(node, _names):
    """Another axis, or none; keepdims dropped or added."""
    if not isinstance(node, ast.Call) or not any(keyword.arg == "axis" for keyword in node.keywords):
        return
    others = [keyword for keyword in node.keywords if keyword.arg != "axis"]
    for axis in ("0", "1", "-1"):
        yield ast.Call(node.func, node.args, [ast.keyword("axis", _expression(axis)), *others])
    yield ast.Call(node.func, node.args, [])
    yield ast.Call(node.func, node.args, others)
    without = [keyword for keyword in node.keywords if keyword.arg != "keepdims"]
    yield ast.Call(node.func, node.args, without)
    yield ast.Call(node.func, node.args, [*without, ast.keyword("keepdims", _expression("True"))])


def methods(node, _names):
    """Another reduction or logarithm, another base of the power; or the call dropped."""
    if isinstance(node, ast.Attribute):
        yield from (ast.Attribute(node.value, other, node.ctx) for other in REDUCTIONS.get(node.attr, ()))
        if node.attr in LOGARITHMS:
            yield from (ast.Attribute(node.value, other, node.ctx) for other in LOGARITHMS if other != node.attr)
        if node.attr == "exp":
            yield from (ast.Attribute(node.value, other, node.ctx) for other in ("exp2", "expm1", "tanh"))
        if node.attr == "outer":
            yield from (ast.Attribute(node.value, other, node.ctx) for other in ("dot", "multiply"))
    if isinstance(node, ast.Call):
        if len(node.args) == 1 and not node.keywords:
            yield node.args[0]
        elif isinstance(node.func, ast.Attribute) and not node.args:
            yield node.func.value


def transposes(node, _names):
    """A .T dropped, or one too many beside an @."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield ast.BinOp(ast.Attribute(node.left, "T", ast.Load()), ast.MatMult(), node.right)
        yield ast.BinOp(node.left, ast.MatMult(), ast.Attribute(node.right, "T", ast.Load()))


def subscripts(node, _names):
    """An index one too large or too small, indices exchanged or left out, or no index at all."""
    if not isinstance(node, ast.Subscript):
        return
    if isinstance(node.ctx, ast.Load):
        yield node.value
    if isinstance(node.slice, ast.Tuple):
        first, second = node.slice.elts
        for text in ("{1}, {0}", "{0}", "{1}", ":, {1}", "{0}, {1} - 1", "{0}, 0"):
            index = _expression(f"x[{text.format(ast.unparse(first), ast.unparse(second))}]").slice
            yield ast.Subscript(node.value, index, node.ctx)
    elif not isinstance(node.slice, ast.Slice):
        for text in ("{} - 1", "{} + 1", "0", "-1"):
            index = _expression(text.format(f"({ast.unparse(node.slice)})"))
            yield ast.Subscript(node.value, index, node.ctx)


def wrong_names(node, names):
    """Another variable of the function where one is read."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names[0]:
        yield from (ast.Name(other, node.ctx) for other in names[0] if other != node.id)


def arguments(node, _names):
    """The first two arguments of a call, or the entries of a tuple, exchanged."""
    if isinstance(node, ast.Call) and len(node.args) == 2:
        yield ast.Call(node.func, node.args[::-1], node.keywords)
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) == 2:
        yield ast.Tuple(node.elts[::-1], node.ctx)
        yield node.elts[0]
        yield node.elts[1]
    if isinstance(node, ast.Dict | ast.List) and len(getattr(node, "elts", ())) > 1:
        yield from (ast.List(node.elts[:i] + node.elts[i + 1 :], node.ctx) for i in range(len(node.elts)))


def loops(node, _names):
    """A loop over all but the first or the last, backwards, twice as far, or only once."""
    if isinstance(node, ast.For):
        walked = ast.unparse(node.iter)
        for text in ("list({})[1:]", "list({})[:-1]", "list({})[::-1]", "list({})[:1]", "list({})[-1:]"):
            yield ast.For(node.target, _expression(text.format(walked)), node.body, [])
        if walked.startswith("range("):
            for text in ("range({} + 1)", "range({} - 1)", "range(1, {} + 1)"):
                inside = ast.unparse(node.iter.args[-1])
                yield ast.For(node.target, _expression(text.format(inside)), node.body, [])


def statements(node, names):
    """A statement dropped or done twice; `+=` as `=`; `x = x …` in place; a return in the loop; a break forgotten."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Break):
        yield []
    if isinstance(node, ast.AugAssign):
        yield [node, node]
        yield ast.Assign([node.target], node.value)
        for operator in (ast.Add, ast.Sub, ast.Mult):
            if not isinstance(node.op, operator):
                yield ast.AugAssign(node.target, operator(), node.value)
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        yield [ast.AugAssign(node.targets[0], node.value.op, node.value.right)]
    if isinstance(node, ast.For):
        made = [name for name in names[0] if name not in names[1]]
        yield from (
            ast.For(node.target, node.iter, [*node.body, ast.Return(ast.Name(name, ast.Load()))], []) for name in made
        )
        yield ast.For(node.target, node.iter, [*node.body, ast.Break()], [])


def returns(node, names):
    """What is returned is wrapped in one thing more, is another variable, or comes after an argument was changed."""
    if not isinstance(node, ast.Return):
        return
    whole = ast.unparse(node.value)
    if isinstance(node.value, ast.Tuple):
        for i, part in enumerate(node.value.elts):
            for wrap in WRAPS[:14]:
                parts = [ast.unparse(other) for other in node.value.elts]
                parts[i] = wrap.format(ast.unparse(part))
                yield ast.Return(_expression(f"({', '.join(parts)})"))
    for wrap in WRAPS:
        yield ast.Return(_expression(wrap.format(whole)))
    yield from (ast.Return(ast.Name(name, ast.Load())) for name in names[0] if name != whole)
    yield from ([*_statements(f"result = {whole}\n{name} *= 2\nreturn result")] for name in names[1])
    yield []


def in_place(node, _names):
    """What is computed from a variable is written over it, inside an expression."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args and not node.keywords:
        ufunc = isinstance(getattr(np, node.func.attr, None), np.ufunc)
        if ufunc and isinstance(node.args[0], ast.Name):
            yield ast.Call(node.func, node.args, [ast.keyword("out", node.args[0])])
    if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Name) and type(node.op) in UFUNCS:
        function = _expression(f"np.{UFUNCS[type(node.op)]}")
        yield ast.Call(function, [node.left, node.right], [ast.keyword("out", node.left)])


def dtypes(node, _names):
    """An array is made for whole numbers or in single precision, or the dtype that was asked for is forgotten."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MAKERS:
        others = [keyword for keyword in node.keywords if keyword.arg != "dtype"]
        for dtype in ("int", "np.float32", "bool"):
            yield ast.Call(node.func, node.args, [*others, ast.keyword("dtype", _expression(dtype))])
        yield ast.Call(node.func, node.args, others)


RULES = (
    arithmetic,
    signs,
    comparisons,
    constants,
    axes,
    methods,
    transposes,
    subscripts,
    wrong_names,
    arguments,
    loops,
    statements,
    returns,
    in_place,
    dtypes,
)
