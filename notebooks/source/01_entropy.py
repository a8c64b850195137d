# %% [markdown] slideshow={"slide_type": "slide"}
# # 1 · Entropy: what a message costs
#
# **After this lesson you can**
#
# - measure the surprise of an outcome, in bits and in nats;
# - compute an entropy, and say what it has to do with the length of a message;
# - compute a cross-entropy: what the same messages cost in a code that was made for others;
# - say why the wrong code never wins, and when it costs infinitely much;
# - build a code for a whole book, count its bits, and see what one letter of context is worth.
#
# **Time** about 45 minutes alone, 4 minutes live.
# **Before** [00 Start here](00_start_here.ipynb): how to check an answer, and the words of the course.

# %% [markdown] tags=["notes"]
# **Speaker notes · 4 minutes.**
# Minute 1: section 1, the three wishes and the table of surprises.
# Minute 2: section 2, the four symbols and their code words; let the room decode 0 10 111 without gaps.
# Minute 3: prediction 1.a by show of hands, then presets ①, ② and ③ of the code book.
# Minute 4: preset ⑤, and the sentence "for a one-hot truth the cross-entropy is the surprise of the true class".
# The learner's own `entropy`, the book and the letter before are for the learners alone.

# %% slideshow={"slide_type": "skip"}
from collections import Counter
from itertools import pairwise

import numpy as np

from nblib.check import check, hint, use
from nblib.datasets import load_book
from nblib.information import cross_entropy, huffman_code, kl_divergence, surprise
from nblib.viz import ask, explore, predict
from nblib.viz.figures.code_book import code_book
from nblib.viz.figures.letters import book_letters

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1 · Surprise
#
# How surprising is it when something of probability $p$ happens?
# Three wishes settle the answer.
# What is certain is no surprise: 0.
# What is rarer surprises more.
# And two things that have nothing to do with each other surprise by the *sum* of their surprises, while their probabilities *multiply*.
# Only a logarithm turns a product into a sum:
#
# $$\text{surprise} = -\log p$$

# %% [markdown]
# With the logarithm to base 2 the unit is the *bit*: the surprise of one fair coin.
# With the natural logarithm it is the *nat*, and 1 bit is 0.6931 nats.
# Each time $p$ is halved, one bit is added.

# %%
p = np.array([1, 1 / 2, 1 / 4, 1 / 8, 1 / 100])
print("bits", surprise(p).round(3))
print("nats", surprise(p, base=np.e).round(3))

# %% [markdown] tags=["notes"]
# **Ask the room:** "Ten coins all show heads. How many bits?" Expect 10 from most, and $2^{-10}$ from someone.
# Say: the second is the probability, the first is its surprise, and each is the other on a different scale.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2 · Entropy: the surprise to expect
#
# A source sends four symbols, and not equally often.
#
# | symbol | ● | ▲ | ■ | ◆ |
# |---|---|---|---|---|
# | probability $p$ | ½ | ¼ | ⅛ | ⅛ |
#
# How much surprise is in a symbol, on average?
# Weight each surprise with how often it occurs:
#
# $$H(P) = -\sum_x p(x) \log p(x)$$

# %% [markdown] slideshow={"slide_type": "slide"}
# This number is the *entropy* of $P$.
# Four symbols are few enough to do it by hand.

# %%
ask("1.1")

# %% tags=["solution"]
check("1.1", 1.75)

# %% [markdown]
# The plain average of the four surprises is tempting and wrong: it would be right if ◆ came as often as ●.
# In NumPy the weighted sum is a dot product.

# %%
P = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])
print(P @ surprise(P), "bits,", (P @ surprise(P, base=np.e)).round(3), "nats")

# %% [markdown] slideshow={"slide_type": "slide"}
# Why measure surprise in bits?
# Because a symbol can be *sent* in that many.
# Give the frequent symbols short words, and take care that no word begins another one.
# Such a *prefix code* needs no gaps: the receiver always knows where a word ends.

# %%
words = {"●": "0", "▲": "10", "■": "110", "◆": "111"}
message = "●▲●■●▲●◆" * 4
sent = "".join(words[symbol] for symbol in message)
print(sent)
print(len(sent), "bits for", len(message), "symbols:", len(sent) / len(message), "bits per symbol")

# %% [markdown]
# The words have 1, 2, 3 and 3 bits: each is exactly as long as its symbol is surprising.
# So the count gives the entropy, and two bits for every symbol would have been a waste.

# %% [markdown] tags=["notes"]
# **Ask the room:** "What does 0101110 say, in this code and without gaps?" Let one person write ● ▲ ◆ ● on the board.
# Then ask why 0, 1, 10, 11 would be no code: expect "too short to be true"; say that 10 might be two symbols.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 3 · Someone else's code book
#
# Now the code book was made for other frequencies $Q$, and the messages still come from $P$.
# Commit to two guesses before you open it.

# %% slideshow={"slide_type": "slide"}
predict("1.a")

# %% slideshow={"slide_type": "slide"}
predict("1.b")

# %% [markdown] slideshow={"slide_type": "slide"}
# Widths are how often a symbol is sent, heights are how long its word would be, $-\log_2 q$.
# So the area is the cost in bits per symbol.
# Hatched is what the wrong book costs on top of $P$'s own lengths, dashed and empty is what it saves; solid and dashed together are $H(P)$.
# Below, a message of 32 symbols is sent with real words, and its bits are counted.
# Press ① to ⑥ in order; then set $Q$ yourself (the sliders are weights: only their proportions count), and try to beat 1.75.

# %% slideshow={"slide_type": "slide"}
explore(code_book())

# %% [markdown] tags=["notes"]
# **Drive it:** ① area and count agree; ③ the same words, in the wrong hands.
# **Ask the room** at ②: "Who pays, and who saves?" Expect "the rare ones pay": it is ● that pays, ■ and ◆ save.
# ④ is for a question from the room only: the words have whole bits, so the count need not be the area.
# ⑤ is the loss of a classifier; ⑥ is what a model pays for calling something impossible.
# Expect someone to lower the mean by dragging P.
# Say: right, and allowed, but then the *source* is another one.

# %% [markdown] slideshow={"slide_type": "slide"}
# | the book was made for | area, in bits | counted, in bits |
# |---|---|---|
# | $P$ itself | 1.750 | 1.750 |
# | four equal symbols | 2.000 | 2.000 |
# | the reversed frequencies | 2.625 | 2.625 |
#
# The area has a name, the *cross-entropy*: $P$ says how often, $Q$ says how long.
#
# $$H(P, Q) = -\sum_x p(x) \log q(x)$$

# %%
Q = np.array([1 / 8, 1 / 8, 1 / 4, 1 / 2])
print(P @ surprise(Q), "bits")

# %% [markdown] slideshow={"slide_type": "slide"}
# Now with lengths that are no whole numbers.

# %%
ask("1.2")

# %% tags=["solution"]
check("1.2", cross_entropy(P, [0.4, 0.3, 0.2, 0.1]))

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Why the tempting answer is tempting.**
# $-\sum q \log p$ has the same letters in it and even looks alike: 1.9 bits.
# But whoever sends decides how often, and whoever wrote the book decides how long.
# A real code has words of whole bits, so it reaches $-\log_2 q$ exactly only when every $q$ is a power of ½; that is why area and count differ in preset ④.

# %% [markdown] slideshow={"slide_type": "slide"}
# Three facts about the price of the wrong book, $H(P, Q) - H(P)$.
# It is called the *Kullback–Leibler divergence* $\mathrm{KL}(P \Vert Q)$.
#
# - It is never negative, and 0 only if $Q = P$.
# - It is infinite if some $q$ is 0 where $p$ is not: preset ⑥.
# - It is not symmetric, so it is no distance.

# %%
Q = np.array([0.4, 0.3, 0.2, 0.1])
print(round(kl_divergence(P, Q), 4), "bits,", round(kl_divergence(Q, P), 4), "bits")

# %% [markdown] slideshow={"slide_type": "slide"}
# A classifier is a writer of code books.
# The truth is *one-hot*: all weight on the class that is true, so there is no entropy in it.
# What is left of the cross-entropy is the surprise of the true class, and that is the loss of the next lesson.

# %%
truth, belief = [0, 1, 0], [0.2, 0.3, 0.5]
print(round(cross_entropy(truth, belief), 3), "bits,", round(cross_entropy(truth, belief, base=np.e), 3), "nats")

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4 · Entropy for any P
#
# One trap is left, and it hides where nothing happens.
# An impossible outcome never surprises anyone, so it should add 0.
# NumPy sees $0 \cdot \infty$ instead.

# %%
with np.errstate(divide="ignore", invalid="ignore"):
    print(0 * -np.log2(np.array(0.0)))

# %% [markdown] slideshow={"slide_type": "slide"}
# **Exercise 1.3.** Write `entropy(p)`: an array of probabilities becomes one number, in bits.
# Entries that are 0 count 0.
# `p > 0` is an array of truth values, and an array in square brackets after `p` picks entries.


# %% tags=["exercise"]
def entropy(p):
    """H(P) in bits, for an array p of probabilities."""
    ...
    # solution
    possible = p > 0
    return float(p[possible] @ -np.log2(p[possible]))


# %%
check("1.3", entropy)

# %% [markdown] slideshow={"slide_type": "subslide"}
# Stuck? `hint("1.3")` in a cell of its own gives one hint each time; the third is the solution.
#
# **Why the tempting answers are tempting.**
# `-(p * np.log2(p)).sum()` is the formula, letter by letter, and right until the first 0.
# Adding 1e-9 inside the logarithm silences the warning; but then a certain outcome has an entropy below 0, which no code can have.
# `np.log` is the habit of the other lessons, and gives nats.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5 · The letters of a book
#
# Four symbols are a toy; here is Shakespeare's *Hamlet*, folded to 27 symbols: a–z and the space.
# From now on the entropies come from your own function, once its check passes.

# %%
entropy = use("1.3", entropy)
book = load_book()
counts = Counter(book)
symbols = sorted(counts)
p = np.array([counts[symbol] for symbol in symbols]) / len(book)
print(len(book), "symbols;", round(entropy(p), 3), "bits,", round(entropy(p) * np.log(2), 3), "nats")

# %% [markdown] slideshow={"slide_type": "slide"}
# 27 equally frequent symbols would have $\log_2 27 = 4.755$ bits; that the space and e are frequent, and z is rare, saves 0.679 of them.
# Bars are the surprise of each symbol (␣ is the space), diamonds the length of its code word.
# Press ① and ②, and look below at who pays: the weights $p$ decide.

# %% slideshow={"slide_type": "slide"}
explore(book_letters(entropy))

# %% [markdown] slideshow={"slide_type": "slide"}
# Where do the words come from?
# Huffman's recipe: the two rarest groups of symbols get one more digit in front, 0 and 1, and become one group; repeat until one is left.
# A rare symbol takes part in many such mergers, so its word grows long.

# %%
groups, code = dict(counts), dict.fromkeys(counts, "")
while len(groups) > 1:
    light, heavy = sorted(groups, key=groups.get)[:2]
    for digit, group in (("0", light), ("1", heavy)):
        for symbol in group:
            code[symbol] = digit + code[symbol]
    groups[light + heavy] = groups.pop(light) + groups.pop(heavy)
print({symbol: code[symbol] for symbol in " etaqz"})

# %% [markdown] slideshow={"slide_type": "subslide"}
# No code that sends letter by letter has a shorter average on this book, and the average is never below $H$ and always below $H + 1$.
# Count it.

# %%
bits = sum(len(code[symbol]) for symbol in book)
print(bits, "bits:", round(bits / len(book), 3), "bits per symbol, where H is", round(entropy(p), 3))

# %% [markdown]
# A plain text file spends 8 bits on each letter.
# (The code book itself has to be sent too; for a whole play that is next to nothing, and we leave it out.)

# %% [markdown] slideshow={"slide_type": "slide"}
# Now the cost of someone else's code, for a real book.
# Another language is at hand: the opening of Caesar's *Gallic War*, without its punctuation.

# %%
latin = """gallia est omnis divisa in partes tres quarum unam incolunt belgae aliam aquitani tertiam qui ipsorum lingua
celtae nostra galli appellantur hi omnes lingua institutis legibus inter se differunt gallos ab aquitanis garumna flumen
a belgis matrona et sequana dividit horum omnium fortissimi sunt belgae propterea quod a cultu atque humanitate
provinciae longissime absunt minimeque ad eos mercatores saepe commeant atque ea quae ad effeminandos animos pertinent
important proximique sunt germanis qui trans rhenum incolunt quibuscum continenter bellum gerunt qua de causa helvetii
quoque reliquos gallos virtute praecedunt quod fere cotidianis proeliis cum germanis contendunt cum aut suis finibus
eos prohibent aut ipsi in eorum finibus bellum gerunt""".replace("\n", " ")
latin_counts = Counter(latin)
print(len(latin), "symbols")

# %% slideshow={"slide_type": "slide"}
predict("1.c")

# %% slideshow={"slide_type": "subslide"}
q = np.array([latin_counts[symbol] for symbol in symbols]) / len(latin)
print(cross_entropy(p, q), "bits; never seen:", [symbol for symbol in symbols if symbol not in latin_counts])

# %% [markdown] slideshow={"slide_type": "slide"}
# The way out is humility: never say 0.
# Count every symbol once more than it was seen, and the Latin book can spell *sky*, at a price.
# The three code books side by side, the area $H(P, Q)$ and the bits counted over all of *Hamlet*:

# %%
books = {
    "for Hamlet": {symbol: counts[symbol] for symbol in symbols},
    "for Latin": {symbol: latin_counts[symbol] + 1 for symbol in symbols},
    "for equal letters": dict.fromkeys(symbols, 1),
}
for name, weights in books.items():
    q = np.array(list(weights.values())) / sum(weights.values())
    words = huffman_code(weights)
    counted = sum(len(words[symbol]) for symbol in book) / len(book)
    print(f"{name:18} H(P, Q) = {cross_entropy(p, q):.3f} bits, counted {counted:.3f} bits")

# %% [markdown]
# Seven lines of Latin are no census of a language, and still they beat knowing nothing: the letters of two languages are spread in similar ways.
# A wrong belief can be worse than none, as with the reversed frequencies, but it need not be.
# The counts lie a little above the areas because words have whole bits; 27 is no power of 2, so even equal letters cannot all have $\log_2 27$.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Which letter of *Hamlet* makes the Latin book infinite first?" Expect z or q; q is common in Latin.
# Say: it is the first j, k, w, y or z that comes along: the w of "whos there", symbol 101 of the file.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 6 · The letter before
#
# So far each letter was sent as if we had forgotten the one before it.
# Nobody reads like that.

# %% slideshow={"slide_type": "slide"}
predict("1.d")

# %% [markdown] slideshow={"slide_type": "slide"}
# Press ③ to ⑥: the letters after t, after q, and after a space.
# ③ sends them in the code made for the whole book, and pays 3.470 bits where $H$ is 2.661; in ④ they have a code book of their own.

# %% slideshow={"slide_type": "slide"}
explore(book_letters(entropy), before="t", code="book")

# %% [markdown] slideshow={"slide_type": "slide"}
# Each letter $a$ has its own distribution $P_a$ of what follows it.
# Weight the entropies with how often each $a$ stands before another letter:
#
# $$H(\text{letter} \mid \text{letter before}) = \sum_a p(a)\, H(P_a)$$

# %%
after = {symbol: Counter() for symbol in symbols}
for before, letter in pairwise(book):
    after[before][letter] += 1
print(dict(after["q"]), after["t"].most_common(3))

# %%
totals = np.array([after[symbol].total() for symbol in symbols])
H_after = [entropy(np.array(list(after[symbol].values())) / after[symbol].total()) for symbol in symbols]
print(round(totals / totals.sum() @ H_after, 3), "bits")

# %% [markdown] slideshow={"slide_type": "subslide"}
# 4.076 bits without context, 3.314 bits with one letter of it.
# Surprise lies not in the text alone but in the text *and* what you know already.
# And it can be counted: 27 Huffman codes, one for each letter before, and each letter is sent in the code that is due.

# %%
codes = {symbol: huffman_code(after[symbol]) for symbol in symbols}
bits = sum(len(codes[before][letter]) for before, letter in pairwise(book))
print(round(bits / (len(book) - 1), 3), "bits per symbol")

# %% [markdown] slideshow={"slide_type": "slide"}
# This is what a language model sells: a code book for the next symbol, made fresh from all that came before.
# It is trained to lower exactly this number, the cross-entropy between the text and its beliefs.
# One caution goes with all the numbers here: they were measured on the very text that the counts come from.
# A new play costs more, and how much more is the question of training and test data in lesson 05.

# %% [markdown] tags=["notes"]
# **Ask the room:** "Two letters of context: still less?" Expect "yes".
# Say: yes, on this text; with more and more context most situations are seen once only, and the count becomes a memory of the book.
# That is overfitting, and it has the same cure: measure on text that was not counted.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Summary
#
# The surprise of an outcome is $-\log p$, in bits to base 2 and in nats to base e.
# Entropy is the surprise to expect, and no prefix code needs fewer bits per symbol on average.
# Cross-entropy $H(P, Q)$ is what messages from $P$ cost in a code made for $Q$: never below $H(P)$, equal only if $Q = P$, and infinite where $Q$ says never and $P$ does not.
# For a one-hot truth it is the surprise of the true class, $-\log q_{\text{true}}$.
# Context lowers surprise: a letter of *Hamlet* has 4.076 bits, and 3.314 bits for one who knows the letter before.
#
# **To read on:** Shannon (1948), *A Mathematical Theory of Communication*, and (1951), *Prediction and Entropy of Printed English*;
# Huffman (1952), *A Method for the Construction of Minimum-Redundancy Codes*; MacKay (2003), *Information Theory, Inference, and Learning Algorithms*, chapters 2, 4 and 5.
#
# **Next:** [02 Softmax](02_softmax.ipynb) turns the scores of a network into a belief $Q$.
# It needs from here: the surprise of the true class is $-\log p$, and lessons from now on count it in nats.
