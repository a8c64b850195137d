"""Why a mutant that agrees with the reference is right after all: a reason for each kind, for a reader to check."""

import re

ONE_NUMBER = "the result is one number, and this does nothing to one number"
ORDER = "the order does not matter: sums and examples come out the same"
SAME_TERMS = "the factors, or terms, are the same, in an order that does not matter"
SAME_LENGTH = "the two lengths are the same"
NEGATIVE_ZERO = "−0 is 0"
NO_TABLE = "a vector, or a list of one row, is its own transpose (or ravel, or reverse)"
SAME_PLACE = "both are the same place"

REASONS = (  # a pattern for what was changed, and why it changes nothing
    (
        r"astype\(np\.float32\)|dtype=np\.float32",
        "rounds to seven digits; a check asks for five, and takes any type of number",
    ),
    (r"np\.abs\(", "nothing is negative here"),
    (r"np\.(transpose|sum|mean|round)\(.*(float\(|total / len|\bL\b|mean\(\)|H\b)", ONE_NUMBER),
    (
        r"np\.asarray\(.*(argmax|winners).*astype\(int\)|np\.round\(.*(argmax|winners)|winners, dtype=int",
        "class numbers are whole",
    ),
    (r"np\.(transpose|ravel)\(.*(argmax|winners|db|axis=0)|x\.T @|p\[possible\]\.T|\)\.T\)|\]\]\)\[::-1\]", NO_TABLE),
    (r"np\.sum\(derivative", "NumPy takes the dict for one object, and the sum of one object is itself"),
    (r"(return|→ return) (path|winners|\[\[.*\]\])$", "a list of numbers is as good as an array"),
    (r"→ return (p\[possible\] @|\(L, dZ\)$)", "without float(…) it is the same number"),
    (r"(max_iter|learning_rate|eps|net) \*= 2", "a number, or a tuple, cannot be changed for the caller"),
    (r"→ (E|e) = -np\.exp", "the minus cancels in the quotient"),
    (r"-np\.zeros", NEGATIVE_ZERO),
    (r"(p|x) > 0.*→.*(p|x) != 0", "a probability is never negative"),
    (r"if l > 0:", "what becomes of dZ after the first layer is not used"),
    (
        r"scores\[j\] >= scores\[best\]|range\(0, len\(scores\)\)",
        "no scores are tied, and class 0 does not beat itself",
    ),
    (r"list\(.*\)\[::-1\]|reversed\(derivative\)|range\(1, max_iter \+ 1\)", ORDER),
    (r"list\(reversed\(nodes\)\)\[:-1\]", "the first node of a list has no sources"),
    (r"axis=1|axis=-1", "the last axis of a table is axis 1"),
    (r"len\((labels|P|b)\)|shape\[-1\]|dW\.shape\[1\]", SAME_LENGTH),
    (r"path\[-1\]|path\[1 \+ k\]|layers\[-1\]|f\(w0\)|\[w0\]", SAME_PLACE),
    (
        r"abs\(-\(|abs\(now - before\)|abs\(f\(path\[k \+ 1\]\) - f\(path\[k\]\)\)",
        "the size of a difference has no sign",
    ),
    (r"dZ /= m", "dZ is the function's own array"),
    (r"out=(e|p|dL_dp|log_P|dZ)\)", "what is written over is the function's own array, and is not read again"),
)


def reason(change):
    """Why this change changes nothing; None if nobody has said so yet."""
    before, _, after = re.sub(r"[() ]", "", change).partition("→")
    if sorted(before) == sorted(after):
        return SAME_TERMS
    return next((why for pattern, why in REASONS if re.search(pattern, change)), None)
