"""Lesson 01, entropy: the expected surprise, and what a message costs in someone else's code."""

import math

import numpy as np

from nblib.check.exercise import Prediction, Wrong
from nblib.check.function import Function
from nblib.check.value import Value
from nblib.information import cross_entropy, entropy, kl_divergence

P = [1 / 2, 1 / 4, 1 / 8, 1 / 8]
Q = [0.4, 0.3, 0.2, 0.1]

# 1.1 --------------------------------------------------------------------------------------------------------------

ENTROPY_BY_HAND = Value(
    id="1.1",
    title="The entropy of four symbols",
    task="What is H(P), in bits, for P = [½, ¼, ⅛, ⅛]?",
    hints=(
        "First the surprise of each symbol: how often must 1 be halved to give its p?",
        "The four surprises are 1, 2, 3 and 3 bits. H is their average, but the symbols do not come equally often.",
        "½ · 1 + ¼ · 2 + ⅛ · 3 + ⅛ · 3 = **1.75** bits",
    ),
    because="½ · 1 + ¼ · 2 + ⅛ · 3 + ⅛ · 3: each surprise, weighted by how often it occurs.",
    expected=entropy(P),
    tolerance=5e-4,
    unit="bits",
    wrong=(
        Wrong(
            "nats",
            "That is H(P) in nats: your logarithm is the natural one. A bit is ln 2 = 0.6931 nats, so divide by ln 2, "
            "or take `np.log2`.",
            entropy(P, math.e),
        ),
        Wrong("log10", "Your logarithm is log10. Bits count halvings, so the logarithm has base 2.", entropy(P, 10)),
        Wrong(
            "sign",
            "The logarithm of a probability is 0 or negative; the minus sign of −log2 p makes surprise positive.",
            -entropy(P),
        ),
        Wrong(
            "four equal symbols",
            "That is log2 4, the entropy of four *equally likely* symbols. These four are not: one of them is half of "
            "all messages.",
            2,
        ),
        Wrong(
            "plain average",
            "You averaged the surprises 1, 2, 3, 3 as if each symbol came equally often. Weight each with its p.",
            2.25,
        ),
        Wrong(
            "sum of the surprises",
            "You added the surprises 1 + 2 + 3 + 3. That is the cost of sending each symbol once; H is the expected "
            "cost of *one* symbol, so each surprise is weighted with its p.",
            9,
        ),
        Wrong(
            "divided by four",
            "You weighted with p and then divided by 4 as well. The weights already add up to 1, so the weighted sum "
            "is the average.",
            entropy(P) / 4,
        ),
        Wrong(
            "one symbol forgotten",
            "One of the two symbols with p = ⅛ is missing: each of them contributes ⅛ · 3.",
            entropy(P) - 3 / 8,
        ),
        Wrong(
            "one symbol's surprise",
            "That is the surprise of a single symbol. H is the average over all four, each weighted with its p.",
            1,
            3,
        ),
        Wrong(
            "number of symbols",
            "That is how many symbols there are. H is on a logarithmic scale, and it asks how often each of them "
            "comes.",
            4,
        ),
        Wrong(
            "p in place of its logarithm",
            "That is Σ p², so the surprise −log2 p is missing. Weight the surprise with p, not p itself.",
            11 / 32,
        ),
    ),
)

# 1.2 --------------------------------------------------------------------------------------------------------------

CROSS_ENTROPY_BY_HAND = Value(
    id="1.2",
    title="Someone else's code",
    task=(
        "Messages come from P = [½, ¼, ⅛, ⅛]; the code book was made for Q = [.4, .3, .2, .1]. "
        "What is H(P, Q), in bits? (Four decimals; let NumPy do the arithmetic.)"
    ),
    hints=(
        "Who decides how *often* a symbol is sent, and who decides how *long* its code word is?",
        "The lengths are −log2 of .4, .3, .2 and .1; the weights are ½, ¼, ⅛ and ⅛.",
        "`P @ -np.log2(Q)` = ½ · 1.3219 + ¼ · 1.7370 + ⅛ · 2.3219 + ⅛ · 3.3219 = **1.8007** bits",
    ),
    because="P says how often, Q says how long. The 0.0507 bits above H(P) are the price of the wrong book.",
    expected=cross_entropy(P, Q),
    tolerance=5e-4,
    unit="bits",
    wrong=(
        Wrong(
            "roles swapped",
            "That is H(Q, P). The messages come from P, so P weights; the code was made for Q, so the lengths are "
            "−log2 q. Cross-entropy is not symmetric.",
            cross_entropy(Q, P),
        ),
        Wrong(
            "only the extra cost",
            "That is KL(P‖Q), what the wrong book costs *on top*. H(P, Q) is the whole cost: add H(P).",
            kl_divergence(P, Q),
        ),
        Wrong(
            "only the extra cost, in nats",
            "That is KL(P‖Q), what the wrong book costs on top, and in nats. H(P, Q) is the whole cost, in bits.",
            kl_divergence(P, Q, math.e),
        ),
        Wrong(
            "four equal lengths",
            "That is the cost with 2 bits for every symbol, the book for four equal frequencies. This book was made "
            "for .4, .3, .2 and .1.",
            2,
        ),
        Wrong(
            "entropy of Q",
            "That is H(Q): you weighted with Q as well. It is what Q's own messages cost; here the messages come from "
            "P.",
            entropy(Q),
        ),
        Wrong(
            "entropy of P",
            "That is H(P): you used P's own code lengths. The book at hand was made for Q.",
            entropy(P),
        ),
        Wrong(
            "nats",
            "That is H(P, Q) in nats. A bit is ln 2 = 0.6931 nats, so divide by ln 2, or take `np.log2`.",
            cross_entropy(P, Q, math.e),
        ),
        Wrong(
            "log10",
            "Your logarithm is log10. Bits count halvings, so the logarithm has base 2.",
            cross_entropy(P, Q, 10),
        ),
        Wrong("sign", "The minus sign of −log2 q is missing: a length is never negative.", -cross_entropy(P, Q)),
        Wrong(
            "plain average",
            "You averaged the four lengths as if each symbol came equally often. Weight each with its p.",
            float(-np.log2(Q).mean()),
        ),
        Wrong(
            "sum of the lengths",
            "You added the four lengths without weights: that is the cost of sending each symbol once.",
            float(-np.log2(Q).sum()),
        ),
        Wrong(
            "whole bits",
            "You rounded each length −log2 q up to a whole number of bits. H(P, Q) is defined with the lengths as they "
            "are; only when every q is a power of ½ are they whole.",
            float(P @ np.ceil(-np.log2(Q))),
        ),
        Wrong(
            "the book's surplus, the other way round",
            "That is KL(Q‖P), a surplus, and with the roles of P and Q exchanged as well.",
            kl_divergence(Q, P),
        ),
    ),
)

# 1.3 --------------------------------------------------------------------------------------------------------------


def _entropy_cases(rng):
    def probabilities(k):
        counts = rng.integers(1, 20, k)
        return counts / counts.sum()

    return [
        (np.array(P),),
        (np.array([0.5, 0.0, 0.5]),),
        (np.array([0.0, 1.0, 0.0]),),
        (np.array([0.4, 0.3, 0.2, 0.1, 0.0]),),
        (probabilities(5),),
        (probabilities(27),),
    ]


def _logarithms(p):
    return np.log2(p[p > 0])


def _possible(p):
    return p[p > 0]


def _terms(p):
    """−p log2 p for each outcome, 0 for an impossible one."""
    return -p * np.log2(np.where(p > 0, p, 1))


def _padded(small):
    """The mistake of adding a small number inside the logarithm."""
    return lambda p: -(p * np.log2(p + small)).sum()


def _clipped(small):
    """The mistake of raising each p to a small number first."""
    return lambda p: _unguarded(np.maximum(p, small))


def _until_zero(p):
    """The mistake of leaving a loop at the first 0."""
    total = 0.0
    for x in p:
        if x == 0:
            return total
        total -= x * np.log2(x)
    return total


def _unguarded(p):
    """−Σ p log2 p without any precaution."""
    return -(p * np.log2(p)).sum()


ENTROPY = Function(
    id="1.3",
    title="Entropy for any P",
    task=(
        "Write `entropy(p)`: an array of probabilities that sum to 1 becomes one number, H in bits. Some entries may "
        "be 0, and an impossible outcome adds nothing."
    ),
    hints=(
        "H = −Σ p log2 p. Write that first; then try it on [½, 0, ½], where exactly one bit of surprise is waiting.",
        "log2 0 is −∞ and 0 · ∞ is nan. `possible = p > 0` says which entries can occur, and `p[possible]` keeps only "
        "those.",
        "```python\ndef entropy(p):\n    possible = p > 0\n    return float(p[possible] @ -np.log2(p[possible]))\n```",
    ),
    because="Each surprise −log2 p is weighted with its p; what never happens is never a surprise.",
    name="entropy",
    parameters=("p",),
    reference=entropy,
    library_name="nblib.entropy",
    cases=_entropy_cases,
    on_change={"p": "The distribution belongs to the caller: pick or build a new array, such as `p[p > 0]`."},
    unit="bits",
    wrong=(
        Wrong(
            "0 · log 0",
            "log2 0 is −∞, and 0 · ∞ is nan to a computer: so one impossible outcome spoils the whole sum. Leave the "
            "impossible outcomes out before you take the logarithm.",
            _unguarded,
        ),
        Wrong(
            "0 · log 0, in nats",
            "Two things. `np.log` is the natural logarithm, so this is in nats; and where p is 0 it gives 0 · ∞, "
            "which is nan. Leave the impossible outcomes out, and count in bits.",
            lambda p: -(p * np.log(p)).sum(),
        ),
        Wrong(
            "nats",
            "`np.log` is the natural logarithm, so this is in nats. Bits count halvings: `np.log2`, or divide by ln 2.",
            lambda p: -_possible(p) @ np.log(_possible(p)),
        ),
        Wrong(
            "log10",
            "The logarithm is log10, which counts decimal digits. Bits count halvings: `np.log2`.",
            lambda p: -_possible(p) @ np.log10(_possible(p)),
            lambda p: -(p * np.log10(p)).sum(),
        ),
        Wrong(
            "times ln 2",
            "You converted from nats to bits the wrong way round. A bit is only 0.6931 nats, so the same surprise is "
            "a *larger* number in bits: divide by ln 2.",
            lambda p: -_possible(p) @ np.log(_possible(p)) * np.log(2),
            lambda p: -(p * np.log(p)).sum() * np.log(2),
        ),
        Wrong(
            "sign",
            "The logarithm of a probability is 0 or negative, so the sum is negative too. Surprise carries a minus "
            "sign: −log2 p.",
            lambda p: _possible(p) @ _logarithms(p),
            lambda p: (p * np.log2(p)).sum(),
        ),
        Wrong(
            "terms not added",
            "These are the terms of the sum, one for each outcome. H is one number: add them up.",
            lambda p: -p * np.log2(p),
            lambda p: -_possible(p) * _logarithms(p),
            _terms,
        ),
        Wrong(
            "one outcome left out",
            "One outcome is not counted: the first, or the last. `for x in p` goes through all of them.",
            lambda p: _terms(p)[1:].sum(),
            lambda p: _terms(p)[:-1].sum(),
        ),
        Wrong(
            "one outcome only",
            "Only one outcome is counted, the first or the last. In a loop, `=` throws away what was collected before, "
            "and a `return` ends it in the first round.",
            lambda p: _terms(p)[0],
            lambda p: _terms(p)[-1],
            lambda p: _terms(_possible(p))[0],
            lambda p: _terms(_possible(p))[-1],
            lambda p: -_terms(_possible(p))[-1],
        ),
        Wrong(
            "an error at the first 0",
            "It works until a p is 0. If the logarithm itself refuses 0, leave the impossible outcomes out; if two "
            "lengths do not fit, you left them out in one place only, and weights and logarithms need the same "
            "selection.",
            lambda p: -(p * _logarithms(p)).sum(),
            lambda p: -p @ _logarithms(p),
            lambda p: -(_possible(p) * np.log2(p)).sum(),
            lambda p: -_possible(p) @ np.log2(p),
            lambda p: -sum(x * math.log2(x) for x in p),
        ),
        Wrong(
            "an error at the first 0, in nats",
            "Two things. `math.log` is the natural logarithm, so this is in nats; and it refuses 0, so skip the "
            "impossible outcomes. Bits need the logarithm to base 2.",
            lambda p: -sum(x * math.log(x) for x in p),
        ),
        Wrong(
            "gives up at a 0",
            "Right as long as no p is 0; then you stop, or answer 0. One impossible outcome adds nothing, but all the "
            "others still count.",
            _until_zero,
            lambda p: _unguarded(p) if p.all() else 0.0,
        ),
        Wrong(
            "perplexity",
            "That is 2 to the power of H, the *perplexity*: so many equally likely outcomes would surprise as much. H "
            "is the exponent.",
            lambda p: 2.0 ** entropy(p),
            lambda p: 2.0 ** _unguarded(p),
        ),
        Wrong(
            "surprise of the opposite",
            "You took the logarithm of 1 − p, the probability that the outcome does *not* occur. The surprise of an "
            "outcome is −log2 of its own p.",
            lambda p: -(p * np.log2(1 - p)).sum(),
            lambda p: -_possible(p) @ np.log2(1 - _possible(p)),
        ),
        Wrong(
            "mean of the terms",
            "`mean` divides by the number of outcomes, but the weights p already add up to 1: the weighted sum is the "
            "average.",
            lambda p: -(_possible(p) * _logarithms(p)).mean(),
            lambda p: -(p * np.log2(p)).mean(),
            lambda p: -(p * np.log2(np.where(p > 0, p, 1))).mean(),
        ),
        Wrong(
            "plain average",
            "You averaged the surprises as if every outcome came equally often. A rare outcome is very surprising but "
            "seldom seen, so each surprise is weighted with its p.",
            lambda p: -_logarithms(p).mean(),
            lambda p: -np.log2(p).mean(),
            lambda p: -_logarithms(p).sum() / len(p),
        ),
        Wrong(
            "logarithm of the mean",
            "You averaged the probabilities first and took one logarithm of the result. H is the mean of the "
            "*surprises*: each outcome has its own logarithm, and the weights come after.",
            lambda p: -np.log2((p * p).sum()),
        ),
        Wrong(
            "sum of the surprises",
            "You added the surprises without weights: that is the surprise of seeing every outcome once. Weight each "
            "with its p.",
            lambda p: -_logarithms(p).sum(),
            lambda p: -np.log2(p).sum(),
        ),
        Wrong(
            "surprises not weighted or added",
            "These are the surprises, one for each outcome. H is their expected value: one number.",
            lambda p: -np.log2(p),
            lambda p: -_logarithms(p),
        ),
        Wrong(
            "all equally likely",
            "That is the logarithm of the number of outcomes. It is H only if all are equally likely, and the most "
            "that H can be; what are the p for?",
            lambda p: np.log2(len(p)),
            lambda p: np.log2((p > 0).sum()),
        ),
        Wrong(
            "log1p",
            "`np.log1p(p)` is ln(1 + p), made for tiny p. It never meets log 0, which is why it looks convenient, but "
            "it is another function.",
            lambda p: -(p * np.log1p(p)).sum(),
            lambda p: (p * np.log1p(p)).sum(),
            lambda p: (p * np.log1p(p)).sum() / np.log(2),
            lambda p: -(p * np.log1p(p)).sum() / np.log(2),
        ),
        Wrong(
            "p times p",
            "You weighted p with itself. That is the chance that two draws agree, or disagree; the surprise −log2 p is "
            "missing.",
            lambda p: (p * p).sum(),
            lambda p: 1 - (p * p).sum(),
            lambda p: -(p * p).sum(),
        ),
        Wrong(
            "only the likeliest outcome",
            "That is the surprise of the likeliest outcome alone. All outcomes count, each with its p.",
            lambda p: -np.log2(p.max()),
        ),
        Wrong(
            "a small number against log 0",
            "A small number keeps the logarithm finite, and makes the result slightly wrong: a certain outcome no "
            "longer has H = 0. Nothing has to be added if the impossible outcomes are left out.",
            *(_padded(10.0**-k) for k in range(3, 10)),
            *(_clipped(10.0**-k) for k in range(3, 11)),
        ),
    ),
)

EXERCISES = (ENTROPY_BY_HAND, CROSS_ENTROPY_BY_HAND, ENTROPY)

PREDICTIONS = (
    Prediction(
        id="1.a",
        question=(
            "The same 32 messages (16 ●, 8 ▲, 4 ■, 4 ◆) are sent with a code book made for the *reversed* frequencies, "
            "[⅛, ⅛, ¼, ½]. How many bits for each symbol?"
        ),
        options=(
            "1.75: the same four code words are in use",
            "2.00: the advantage is gone, as with equal lengths",
            "2.625",
            "3.00: the frequent symbols now have the longest words",
        ),
        answer=2,
        reveal=(
            "2.625, and it is counted, not estimated: 16 · 3 + 8 · 3 + 4 · 2 + 4 · 1 = 84 bits for 32 symbols. The "
            "words are the same four, but the wrong symbols own them. “2.00” is tempting because to know nothing seems "
            "the worst there is; but a wrong belief can be worse than none. 3.00 forgets the rare symbols, which now "
            "travel cheaply."
        ),
    ),
    Prediction(
        id="1.b",
        question="P stays [½, ¼, ⅛, ⅛]. Is there a code for some other Q that needs less than 1.75 bits on average?",
        options=(
            "yes: give the most frequent symbol an even shorter word",
            "no: Q = P is the best there can be",
            "yes, but only with lengths that are no whole numbers",
        ),
        answer=1,
        reveal=(
            "No. Drag as long as you like: the hatched area (paid on top) is never smaller than the dashed one "
            "(saved). A shorter word for ● is tempting because ● is half of all messages. But short words are scarce: "
            "what ● gains, the others pay, and at Q = P the exchange stops being worth it, for whole and for broken "
            "lengths alike."
        ),
    ),
    Prediction(
        id="1.c",
        question=(
            "The letter frequencies are taken from the opening of Caesar's Gallic War, in Latin, and each letter gets "
            "the length −log2 q. What is H(P, Q) for *Hamlet*, an English play?"
        ),
        options=(
            "a little above H(P): both use the same alphabet",
            "worse than a code for 27 equally likely symbols",
            "infinite",
        ),
        answer=2,
        reveal=(
            "Infinite. The Latin has no j, k, w, y or z: their q is 0, no code word is long enough, and the first w of "
            "the play cannot be sent. “A little above” is tempting, and becomes true as soon as every letter gets some "
            "q, however small. A model that calls something impossible has no way back."
        ),
    ),
    Prediction(
        id="1.d",
        question="A letter of *Hamlet* costs 4.08 bits on average. You are told the letter before it. What is left?",
        options=("about 4.0 bits", "about 3.3 bits", "about 2.0 bits", "it depends on the letter before, so no number"),
        answer=1,
        reveal=(
            "3.31 bits: a single letter of context takes away almost a fifth of the surprise. It does depend on the "
            "letter, from 0 bits after q to 4.19 bits after a space; the number is the average, weighted with how "
            "often each letter occurs."
        ),
    ),
)
