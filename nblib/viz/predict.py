"""Questions on the page: commit to an answer, then see. The engine in `nblib.check` judges; here are only the widgets.

`predict("2.a")` shows a prediction: choose, lock in, and only then the answer is revealed. `ask("2.2")` shows an
exercise whose answer is a number, a choice or an order, with a Check and a Hint button. Without a kernel both read as
Markdown, mathematics included.
"""

from time import sleep

import ipywidgets as widgets

from nblib.check import check, exercise, hint, prediction
from nblib.check.choice import Choice, Ordering
from nblib.check.value import Value
from nblib.viz.alike import made
from nblib.viz.controls import button, row
from nblib.viz.fields import LETTERS, AnyOf, OneOf, Order, TextField
from nblib.viz.hands import Hands
from nblib.viz.markdown import render, text

MOMENT = 0.05  # seconds


class Card(widgets.VBox):
    """A framed part of the page that is also readable as Markdown where no kernel runs."""

    def __init__(self, markdown, children):
        self._markdown = markdown
        layout = widgets.Layout(border_left="4px solid #3f90da", padding="4px 12px", margin="6px 0", max_width="760px")
        super().__init__(children, layout=layout)
        self.add_class("nblib-card")

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        return bundle | {"text/plain": self._markdown, "text/markdown": self._markdown}


class PredictionCard(Card):
    """A question to commit to: one option is chosen and locked in, then what happens is told.

    In a lecture the room commits by a show of hands: who asks for it types in the numbers, and sees the shares.
    """

    def __init__(self, prediction):
        self.prediction = prediction
        self._options = OneOf(prediction.options)
        self._hands = Hands(LETTERS[: len(prediction.options)])
        self._lock = button("Lock in my answer", self.lock)
        self._ask = button("Show of hands", self._hands.ask, "for a lecture: type in how many hands go up")
        self._reveal, self._shares = text(""), made(widgets.HTML, layout={"margin": "0"})
        title = f"**Predict ({prediction.id})** {prediction.question}"
        super().__init__(
            f"{title}\n\n{_option_list(prediction.options)}",
            [text(title), self._options, self._hands, row(self._lock, self._ask), self._shares, self._reveal],
        )

    def lock(self):
        """Fix the choice and reveal; without a choice or a hand, ask for one. Locking twice changes nothing."""
        chosen, right = self._options.answer, LETTERS[self.prediction.answer]
        shares = self._hands.shares(right)
        if chosen is None and not shares:
            self._reveal.value = render("○ Choose (a), (b), … first: a guess counts, too.")
            return
        for part in (self._options, self._hands):
            part.freeze()
        self._lock.disabled = self._ask.disabled = True
        said = "as it is" if chosen == right else f"it is ({right})"
        verdict = f"You said ({chosen}); {said}." if chosen else f"It is ({right})."
        self._shares.value = shares
        self._reveal.value = render(f"**{verdict}** {self.prediction.reveal}")


class QuestionCard(Card):
    """An exercise answered on the page: a field, a Check button with the engine's verdict, a Hint button."""

    def __init__(self, exercise):
        self.exercise = exercise
        self._hints_shown = 0
        self._field, options = _field(exercise)
        self._verdict, self._hint = text(""), text("")
        name = exercise.title if exercise.title.endswith("?") else f"{exercise.title}."
        title = f"**Exercise {exercise.id}: {name}** {exercise.task}"
        buttons = row(button("Check", self._check, style="primary"), button("Hint", self.next_hint))
        super().__init__(
            f"{title}{options}",
            [text(title), self._field, buttons, self._verdict, self._hint],
        )

    def _check(self):
        sleep(MOMENT)  # pressing leaves the field: what was typed arrives now, with ipykernel 7 on another thread
        self.submit()

    def submit(self):
        """Judge what is in the field now."""
        self._verdict.value = render(check(self.exercise.id, self._field.answer)._repr_markdown_())

    def next_hint(self):
        """Show the next hint; after the last, the solution stays."""
        self._hints_shown += 1
        self._hint.value = render(hint(self.exercise.id, self._hints_shown)._repr_markdown_())


def predict(id):
    """Show the prediction of this id: commit first, then it is revealed. ValueError if there is none."""
    return PredictionCard(prediction(id))


def ask(id):
    """Show the exercise of this id with a field for the answer; ValueError if there is none or it has no field."""
    return QuestionCard(exercise(id))


def _field(exercise):
    """The field for this kind of exercise, and its options as Markdown."""
    match exercise:
        case Choice():
            texts = [option.text for option in exercise.options]
            return (AnyOf if exercise.select_all else OneOf)(texts), f"\n\n{_option_list(texts)}"
        case Ordering():
            return Order(exercise.words), f"\n\n{', '.join(sorted(exercise.words))}"
        case Value():
            return TextField(), ""
    id = exercise.id
    raise ValueError(f'exercise {id} has no field: write the answer in a cell, then run check("{id}", your_answer)')


def _option_list(options):
    return "\n".join(f"- ({letter}) {option}" for letter, option in zip(LETTERS, options, strict=False))
