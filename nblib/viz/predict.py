"""Questions on the page: commit to an answer, then see. The engine in `nblib.check` judges; here are only the widgets.

`predict("2.a")` shows a prediction: choose, lock in, and only then the answer is revealed. `ask("2.2")` shows an
exercise whose answer is a number, a choice or an order, with a Check and a Hint button. Without a kernel both read as
Markdown, mathematics included.
"""

import ipywidgets as widgets
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from nblib.check import check, exercise, hint, prediction
from nblib.check.choice import Choice, Ordering
from nblib.check.value import Value

LETTERS = "abcdefghijklmnopqrstuvwxyz"


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
    """A question to commit to: one option is chosen and locked in, then what happens is told."""

    def __init__(self, prediction):
        self.prediction = prediction
        self._options = OneOf(prediction.options)
        self._lock = _button("Lock in my answer", self.lock)
        self._reveal = _text("")
        title = f"**Predict ({prediction.id})** {prediction.question}"
        super().__init__(
            f"{title}\n\n{_option_list(prediction.options)}",
            [_text(title), self._options, _row(self._lock), self._reveal],
        )

    def lock(self):
        """Fix the choice and reveal; without a choice, ask for one. Locking twice changes nothing."""
        chosen = self._options.answer
        if chosen is None:
            self._reveal.value = render("○ Choose (a), (b), … first: a guess counts, too.")
            return
        self._options.freeze()
        self._lock.disabled = True
        right = LETTERS[self.prediction.answer]
        said = "as it is" if chosen == right else f"it is ({right})"
        self._reveal.value = render(f"**You said ({chosen}); {said}.** {self.prediction.reveal}")


class QuestionCard(Card):
    """An exercise answered on the page: a field, a Check button with the engine's verdict, a Hint button."""

    def __init__(self, exercise):
        self.exercise = exercise
        self._hints_shown = 0
        self._field, options = _field(exercise)
        self._verdict, self._hint = _text(""), _text("")
        name = exercise.title if exercise.title.endswith("?") else f"{exercise.title}."
        title = f"**Exercise {exercise.id}: {name}** {exercise.task}"
        buttons = _row(_button("Check", self.submit, "primary"), _button("Hint", self.next_hint))
        super().__init__(
            f"{title}{options}",
            [_text(title), self._field, buttons, self._verdict, self._hint],
        )

    def submit(self):
        """Judge what is in the field now."""
        self._verdict.value = render(check(self.exercise.id, self._field.answer)._repr_markdown_())

    def next_hint(self):
        """Show the next hint; after the last, the solution stays."""
        self._hints_shown += 1
        self._hint.value = render(hint(self.exercise.id, self._hints_shown)._repr_markdown_())


class OneOf(widgets.VBox):
    """Options of which one is chosen; `answer` is its letter, or None."""

    def __init__(self, options):
        self._buttons = [
            widgets.ToggleButton(description=letter, tooltip=f"option {letter}", layout=widgets.Layout(width="40px"))
            for letter, _ in zip(LETTERS, options, strict=False)
        ]
        for button in self._buttons:
            button.observe(self._release_others, "value")
        super().__init__([_row(button, _text(text)) for button, text in zip(self._buttons, options, strict=True)])

    @property
    def answer(self):
        """The letter of the chosen option, or None."""
        return next((button.description for button in self._buttons if button.value), None)

    def freeze(self):
        """No other choice any more."""
        for button in self._buttons:
            button.disabled = True

    def _release_others(self, change):
        if change["new"]:
            for button in self._buttons:
                button.value = button is change["owner"]


class AnyOf(widgets.VBox):
    """Options of which any number is ticked; `answer` lists the letters."""

    def __init__(self, options):
        self._boxes = [
            widgets.Checkbox(description=f"({letter})", indent=False, layout=widgets.Layout(width="60px"))
            for letter, _ in zip(LETTERS, options, strict=False)
        ]
        super().__init__([_row(box, _text(text)) for box, text in zip(self._boxes, options, strict=True)])

    @property
    def answer(self):
        """The letters of the ticked options."""
        return [box.description.strip("()") for box in self._boxes if box.value]


class TextField(widgets.HBox):
    """A line to type a number into; `answer` is its text."""

    def __init__(self):
        self._text = widgets.Text(description="Answer", placeholder="a number")
        super().__init__([self._text])

    @property
    def answer(self):
        """What is typed."""
        return self._text.value


class Order(widgets.HBox):
    """A drop-down for each place; `answer` lists the words, None where a place is empty."""

    def __init__(self, words):
        options = [("…", None), *((word, word) for word in sorted(words))]
        places = range(1, len(words) + 1)
        self._places = [
            widgets.Dropdown(options=options, description=str(i), layout={"width": "180px"}) for i in places
        ]
        super().__init__(self._places, layout=widgets.Layout(flex_flow="row wrap"))

    @property
    def answer(self):
        """The chosen words, in order."""
        return [place.value for place in self._places]


def predict(id):
    """Show the prediction of this id: commit first, then it is revealed. ValueError if there is none."""
    return PredictionCard(prediction(id))


def ask(id):
    """Show the exercise of this id with a field for the answer; ValueError if there is none or it wants a function."""
    return QuestionCard(exercise(id))


def render(markdown):
    """Markdown as HTML for an HTMLMath widget; mathematics is left for MathJax, raw HTML is shown as text."""
    paragraphs = _MARKDOWN.render(markdown).replace("<p>", '<p style="margin:4px 0">')
    return f'<div style="font-size:14px;line-height:1.5;white-space:normal">{paragraphs}</div>'


_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "breaks": False})
    .enable("table")
    .use(
        dollarmath_plugin,
        renderer=lambda content, options: f"$${content}$$" if options["display_mode"] else f"${content}$",
    )
)


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
    raise ValueError(
        f'exercise {exercise.id} asks for a function: write it, then run check("{exercise.id}", your_function)'
    )


def _option_list(options):
    return "\n".join(f"- ({letter}) {text}" for letter, text in zip(LETTERS, options, strict=False))


def _text(markdown):
    return widgets.HTMLMath(render(markdown) if markdown else "", layout=widgets.Layout(margin="0", max_width="700px"))


def _row(*children):
    return widgets.HBox(children, layout=widgets.Layout(align_items="center", grid_gap="8px"))


def _button(label, action, style=""):
    button = widgets.Button(description=label, button_style=style, layout=widgets.Layout(width="auto"))
    button.on_click(lambda _button: action())
    return button
