"""Predictions and questions: nothing is revealed before an answer is locked in; a click gives the engine's verdict."""

import re
import sys

import ipywidgets as widgets
import pytest

from nblib.check import exercise, prediction
from nblib.check.choice import Choice, Ordering
from nblib.check.registry import exercises, predictions
from nblib.check.value import Value
from nblib.viz import ask, predict
from nblib.viz.markdown import render
from nblib.viz.predict import QuestionCard

ASKED = (Choice, Ordering, Value)


def find(card, kind, description=None):
    found, stack = [], [card]
    while stack:
        widget = stack.pop(0)
        if isinstance(widget, kind) and description in (None, widget.description):
            found.append(widget)
        stack.extend(getattr(widget, "children", ()))
    return found


def texts(card):
    return " ".join(widget.value for widget in find(card, widgets.HTMLMath, ""))


def test_a_prediction_reveals_nothing_before_it_is_locked():
    card = predict("2.a")
    reveal = prediction("2.a").reveal[:20]
    assert reveal not in texts(card)
    [lock] = find(card, widgets.Button, "Lock in my answer")
    lock.click()
    assert "Choose" in texts(card)
    assert reveal not in texts(card)
    [b] = find(card, widgets.ToggleButton, "b")
    b.value = True
    lock.click()
    assert "You said (b); as it is." in texts(card)
    assert reveal in texts(card)
    assert lock.disabled
    assert b.disabled


def test_a_wrong_prediction_is_told_the_right_option():
    card = predict("2.a")
    [a] = find(card, widgets.ToggleButton, "a")
    a.value = True
    card.lock()
    assert "You said (a); it is (b)." in texts(card)


def test_only_one_option_of_a_prediction_is_chosen():
    card = predict("2.b")
    a, b, _ = find(card, widgets.ToggleButton)
    a.value = True
    b.value = True
    assert (a.value, b.value) == (False, True)


def test_the_room_commits_by_a_show_of_hands():
    card = predict("2.a")
    [ask] = find(card, widgets.Button, "Show of hands")
    assert find(card, widgets.BoundedIntText) == []
    ask.click()
    boxes = find(card, widgets.BoundedIntText)
    assert [box.description for box in boxes] == [f"hands for ({letter})" for letter in "abcd"]
    card.lock()
    assert "Choose" in texts(card)
    for box, hands in zip(boxes, (12, 6, 2, 0), strict=True):
        box.value = hands
    assert shares(card) == []
    card.lock()
    a, b, c, d = shares(card)
    assert (a, b) == ("(a) 12 of 20 hands, 60%", "(b) 6 of 20 hands, 30% ✔")
    assert (c, d) == ("(c) 2 of 20 hands, 10%", "(d) 0 of 20 hands, 0%")
    assert "<strong>It is (b).</strong>" in texts(card)
    assert prediction("2.a").reveal[:20] in texts(card)
    assert ask.disabled
    assert all(box.disabled for box in boxes)


def test_hands_that_were_hidden_again_do_not_count():
    card = predict("2.a")
    [ask] = find(card, widgets.Button, "Show of hands")
    ask.click()
    find(card, widgets.BoundedIntText)[0].value = 12
    ask.click()
    card.lock()
    assert "Choose" in texts(card)
    find(card, widgets.ToggleButton, "a")[0].value = True
    card.lock()
    assert "You said (a); it is (b)." in texts(card)
    assert shares(card) == []


def shares(card):
    return re.findall(r"<span [^>]*>([^<]+)</span>", card._shares.value)


def test_a_quiz_is_checked_and_hinted():
    card = ask("2.2")
    boxes = find(card, widgets.Checkbox)
    [check] = find(card, widgets.Button, "Check")
    check.click()
    assert "Not attempted" in texts(card)
    boxes[1].value = True
    check.click()
    assert "Not yet" in texts(card)
    for box, correct in zip(boxes, [True, False, False, True, True, False], strict=True):
        box.value = correct
    check.click()
    assert "✔ Correct" in texts(card)
    [hint] = find(card, widgets.Button, "Hint")
    for level in ("Hint 1 of 3", "Hint 2 of 3", "Solution", "Solution"):
        hint.click()
        assert level in texts(card)


def test_a_number_is_typed_and_checked():
    card = ask("0.1")
    [field] = find(card, widgets.Text)
    field.value = "35"
    card.submit()
    assert "Not yet" in texts(card)
    field.value = " 43 "
    card.submit()
    assert "✔ Correct" in texts(card)


def test_what_is_typed_is_sent_in_one_message():
    """Sent letter by letter, a busy kernel was asked to check the first letter alone (seen without subshells)."""
    [field] = find(ask("0.1"), widgets.Text)
    assert not field.continuous_update


def test_what_arrives_just_after_check_was_pressed_is_judged(monkeypatch):
    card = ask("0.1")
    [field], [check] = find(card, widgets.Text), find(card, widgets.Button, "Check")
    monkeypatch.setattr(sys.modules["nblib.viz.predict"], "sleep", lambda _moment: setattr(field, "value", "43"))
    check.click()
    assert "✔ Correct" in texts(card)


def test_an_order_is_chosen_and_checked():
    card = ask("0.3")
    places = find(card, widgets.Dropdown)
    card.submit()
    assert "Not attempted" in texts(card)
    for place, word in zip(places, exercise("0.3").solution, strict=True):
        place.value = word
    card.submit()
    assert "✔ Correct" in texts(card)


def test_a_function_exercise_has_no_field():
    with pytest.raises(ValueError, match=r'check\("2.1", your_answer\)'):
        ask("2.1")


@pytest.mark.parametrize("id", list(predictions()))
def test_every_prediction_can_be_read_without_a_kernel(id):
    bundle = predict(id)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/markdown", "application/vnd.jupyter.widget-view+json"}
    for option in prediction(id).options:
        assert option in bundle["text/markdown"]
    assert prediction(id).reveal not in bundle["text/markdown"]


@pytest.mark.parametrize("id", [id for id, exercise in exercises().items() if isinstance(exercise, ASKED)])
def test_every_question_can_be_asked_and_read_without_a_kernel(id):
    card = ask(id)
    assert isinstance(card, QuestionCard)
    assert exercise(id).task in card._repr_mimebundle_()["text/markdown"]
    if id != "0.0":  # the toy of the first lesson tells its answer
        assert exercise(id).hints[2] not in card._repr_mimebundle_()["text/markdown"]


def test_mathematics_is_left_to_mathjax_and_html_is_not_let_in():
    assert "$a_1 * b_1 * c$" in render("of $a_1 * b_1 * c$ and *this*")
    assert "$a &lt; b$" in render("where $a < b$")
    assert "<em>this</em>" in render("of $a_1$ and *this*")
    assert "<script" not in render("<script>alert(1)</script>")
