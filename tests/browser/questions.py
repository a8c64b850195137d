"""Answering on the page: predictions are locked in, questions are answered wrongly and then rightly."""

import re

from nblib.check.choice import Choice, Ordering
from nblib.check.registry import find_exercise, find_prediction

from .keyboard import answered, enter, nothing, press, space

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Card:
    """A prediction or a question on the page."""

    def __init__(self, page, element):
        self._page, self._element = page, element

    def press(self, button):
        """Press the button of this name; what the card says when the kernel has answered."""
        answered(self._page, press(self._page, self._button(button), enter))
        return self._element.text_content()

    def check(self, exercise, answer):
        """Put an answer to this exercise into the fields and press Check; what the card says then."""
        match exercise:
            case Choice(select_all=True):
                boxes = zip(exercise.letters, self._fields("input"), strict=True)
                wrong = [box for letter, box in boxes if box.is_checked() != (letter in answer)]
                sent = [press(self._page, box, space) for box in wrong]
            case Choice():
                sent = [press(self._page, self._button(answer[0]), enter)]
            case Ordering():
                sent = [press(self._page, place, nothing) for place in self._fields("select")]
                for place, word in zip(self._fields("select"), answer, strict=True):
                    place.select_option(word)
            case _:
                sent = [press(self._page, field, nothing) for field in self._fields("input")]
                self._page.keyboard.insert_text(str(answer))
                self._page.keyboard.press("Tab")  # it is sent when one leaves the field
        # ipykernel 7.4 handles fields and buttons in threads of their own: pressed at once, Check could come first.
        answered(self._page, sent[-1])
        return self.press("Check")

    def _button(self, name):
        find = "(card, name) => Array.from(card.querySelectorAll('button')).find((b) => b.textContent === name)"
        return self._element.evaluate_handle(find, name).as_element()

    def _fields(self, selector):
        return self._element.query_selector_all(selector)


def lock_in_every_prediction(page, ids):
    """Nothing is revealed before; then what was chosen, what is right, and why. Every other answer is a wrong one."""
    hidden = page.locator(".jp-Notebook").text_content()
    cards = cards_of(page, [f"Predict ({id})" for id in ids])
    for number, (prediction, card) in enumerate(zip(map(find_prediction, ids), cards, strict=True)):
        why = plainest_words(prediction.reveal)
        assert why not in hidden, f"{prediction.id} is revealed before it is locked in"
        right = LETTERS[prediction.answer]
        chosen = LETTERS[(prediction.answer + number % 2) % len(prediction.options)]
        assert why not in card.press(chosen), f"{prediction.id} is revealed before it is locked in"
        told = card.press("Lock in my answer")
        assert f"You said ({chosen}); {'as it is' if chosen == right else f'it is ({right})'}." in told
        assert why in told


def answer_every_question(page, ids):
    """A wrong answer that the exercise knows is told its own message; then the right one passes."""
    cards = cards_of(page, [f"Exercise {id}:" for id in ids])
    for exercise, card in zip(map(find_exercise, ids), cards, strict=True):
        wrong, message = a_known_mistake(exercise)
        told = card.check(exercise, wrong)
        assert "✘ Not yet" in told
        assert plainest_words(message) in told
        assert "✔ Correct" in card.check(exercise, exercise.solution)


def a_known_mistake(exercise):
    """A wrong answer to this exercise that can be filled in, and the message of its own."""
    match exercise:
        case Choice(select_all=True):
            letter = exercise.mistakes[0]
            return {letter} ^ set(exercise.solution), exercise.options[0].feedback
        case Choice():
            letter = exercise.mistakes[0]
            return [letter], exercise.options[exercise.letters.index(letter)].feedback
        case Ordering():
            rule = exercise.rules[0]
            exchanged = {rule.first: rule.then, rule.then: rule.first}
            return [exchanged.get(word, word) for word in exercise.solution], rule.message
    return exercise.wrong[0].answers[0], exercise.wrong[0].message


def cards_of(page, titles):
    """The cards that begin with these titles."""
    cards = page.query_selector_all(".nblib-card")
    shown = page.evaluate("cards => cards.map(card => card.textContent.trim())", cards)
    found = [[card for card, text in zip(cards, shown, strict=True) if text.startswith(title)] for title in titles]
    return [Card(page, card) for [card] in found]


def plainest_words(markdown):
    """The longest stretch of a text without markup or mathematics, which is shown as it is written."""
    prose = re.sub(r"\$[^$]*\$|`[^`]*`", "|", markdown)
    return max(re.split(r"[|*_<>&\[\]\n]", prose), key=len).strip()
