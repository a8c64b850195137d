"""A lesson as a slide show, and the key that tells a figure's story; `python -m tests.slides` walks through all."""

from itertools import islice

import pytest
from playwright.sync_api import expect

from . import deck
from .lessons import NOTEBOOKS, code_cells
from .notebook import open_in_lab, open_in_notebook_7

LESSON = "03_matrix_view.ipynb"
OPEN = {"lab": open_in_lab, "notebook_7": open_in_notebook_7}
SELECT = """id => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === id);
    notebook.mode = 'command';
    notebook.activeCell.node.focus();
}"""


def test_slides_show_one_thing_after_the_other_and_cut_nothing_off(lab):
    lab.set_viewport_size({"width": 1280, "height": 720})
    open_in_lab(lab, f"notebooks/instructor/{LESSON}")
    imports, figure = code_cells(NOTEBOOKS / LESSON)[:2]
    assert lab.evaluate("ids => learner.run(ids)", [imports.id, figure.id])
    lab.evaluate("() => learner.follow()")
    deck.start(lab)
    try:
        slides = list(islice(deck.walk(lab), 5))
        assert [slide.words.split()[0] for slide in slides] == ["3", "1", "Press", "①", "Every"]
        assert [slide.states for slide in slides] == [1, 1, 1, 6, 1]  # a figure also at each of its presets
        assert [slide.faults for slide in slides] == [()] * 5
        assert min(slide.letters["prose"] for slide in slides) >= 20  # thousandths of the screen's height
        lab.add_style_tag(content=".jp-Deck .jp-Cell { margin-top: 80vh !important }")
        assert any("beyond the screen" in fault for fault in deck.cut_off(lab)), "the tester sees nothing"
    finally:
        deck.stop(lab)
        lab.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("front_end", OPEN)
def test_the_key_n_tells_the_story_where_the_figure_is_and_nowhere_else(front_end, request):
    page = request.getfixturevalue(front_end)
    OPEN[front_end](page, f"notebooks/{LESSON}")
    imports, figure, other = code_cells(NOTEBOOKS / LESSON)[:3]
    assert figure.source == "explore(units_as_columns())"
    assert page.evaluate("ids => learner.run(ids)", [imports.id, figure.id])
    shown = page.locator(".nblib-explorer")
    expect(shown.get_by_role("button", name="next (N)")).to_have_attribute("aria-keyshortcuts", "n")
    page.evaluate("() => learner.follow()")
    pressed = shown.locator("button.mod-primary")
    for preset in "①②③":
        page.evaluate(SELECT, figure.id)
        deck.act(page, lambda: page.keyboard.press("n"))
        expect(pressed).to_contain_text(preset)
    deck.act(page, lambda: shown.get_by_role("button", name="next (N)").press("Enter"))
    expect(pressed).to_contain_text("④")
    deck.act(page, lambda: page.keyboard.press("n"))
    expect(pressed).to_contain_text("⑤")
    sent = page.evaluate("learner.sent()")
    shown.locator("input[type=number]").first.press("n")  # a letter in a field
    page.evaluate(SELECT, other.id)
    page.keyboard.press("n")  # another cell
    page.evaluate(SELECT, figure.id)
    page.keyboard.press("Enter")
    page.keyboard.type("n")  # a letter in the cell
    assert page.evaluate("learner.sent()") == sent
    assert (
        page.evaluate("() => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.source")[0]
        == "n"
    )
