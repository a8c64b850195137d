"""A learner at work in lesson 02: moves a slider, commits to a prediction, answers wrongly and then rightly."""

import re

from playwright.sync_api import expect

from .notebook import ERRORS, open_in_lab, output_of, run_all, write


def test_a_learner_moves_predicts_and_is_checked(lab):
    open_in_lab(lab, "02_softmax.ipynb")
    run_all(lab)

    figure = lab.locator(".nblib-explorer").first
    picture = figure.get_by_role("img").first
    slider = figure.get_by_role("slider").first
    slider.focus()
    before = picture.screenshot()
    lab.keyboard.press("ArrowRight")
    expect(picture).to_have_attribute("aria-label", re.compile(r"Scores \[(?!1\.0,)"))
    assert picture.screenshot() != before

    card = output_of(lab, 'predict("2.a")')
    card.get_by_role("button", name="a", exact=True).click()
    card.get_by_role("button", name="Lock in my answer").click()
    expect(card).to_contain_text("You said (a); it is (b).")

    quiz = output_of(lab, 'ask("2.2")')
    quiz.get_by_role("checkbox").nth(1).check()
    quiz.get_by_role("button", name="Check").click()
    expect(quiz).to_contain_text("(b) wrongly ticked")

    write(lab, "def softmax", "def softmax(Z):\n    return np.exp(Z) / np.exp(Z).sum(axis=0)")
    run_all(lab)
    verdict = output_of(lab, 'check("2.1", softmax)')
    expect(verdict).to_contain_text("Your columns sum to 1")
    right = "def softmax(Z):\n    E = np.exp(Z - Z.max(axis=1)[:, None])\n    return E / E.sum(axis=1)[:, None]"
    write(lab, "def softmax", right)
    run_all(lab)
    expect(verdict).to_contain_text("✔ Correct")
    expect(output_of(lab, 'use("2.1", softmax)')).to_contain_text("softmax: yours")
    assert lab.locator(ERRORS).all_inner_texts() == []
