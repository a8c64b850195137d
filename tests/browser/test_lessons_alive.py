"""Every lesson as a learner meets it: opened in a browser, run from top to bottom, its presets pressed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
PLACES = {"JupyterLab": "/lab/tree/{}?reset", "Notebook 7": "/notebooks/{}"}
# Both front ends draw widgets with the same code, so in Notebook 7 three lessons stand for all.
VISITS = [(lesson, "JupyterLab") for lesson in LESSONS]
VISITS += [(lesson, "Notebook 7") for lesson in LESSONS if lesson[:2] in {"00", "02", "09"}]
SESSION = "window.jupyterapp.shell.currentWidget.sessionContext"
ERRORS = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"


def open_lesson(page, address):
    """Open a notebook and wait for its kernel."""
    page.goto(address)
    page.wait_for_function("() => window.jupyterapp?.restored?.then(() => true)")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.wait_for_function(
        f"async () => {{ const s = {SESSION}; if (!s) return false; await s.ready;"
        " return s.session?.kernel?.status === 'idle' }"
    )


def run_all(page):
    """Run every cell; fails if one of them does."""
    assert page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


def write(page, beginning, text):
    """Replace the source of the code cell that begins so."""
    found = page.evaluate(
        """([beginning, text]) => {
            for (const cell of window.jupyterapp.shell.currentWidget.content.widgets)
                if (cell.model.sharedModel.source.startsWith(beginning)) {
                    cell.model.sharedModel.setSource(text);
                    return true;
                }
            return false;
        }""",
        [beginning, text],
    )
    assert found, f"no cell begins with {beginning!r}"


def output_of(page, source):
    """The output area of the code cell that contains this text."""
    return (
        page.locator(".jp-CodeCell", has=page.locator(".jp-InputArea", has_text=source)).locator(".jp-OutputArea").first
    )


def presets_of(explorer):
    return [button for button in explorer.get_by_role("button").all() if re.match("[①-⑨]", button.inner_text())]


@pytest.mark.parametrize(("lesson", "place"), VISITS)
def test_a_lesson_runs_and_every_preset_shows_its_own_picture(page, lesson, place):
    open_lesson(page, PLACES[place].format(lesson))
    run_all(page)
    assert page.locator(ERRORS).all_inner_texts() == []
    explorers = page.locator(".nblib-explorer")
    expect(explorers.first).to_be_visible()
    for explorer in explorers.all():
        picture, seen = explorer.get_by_role("img").first, set()
        presets = presets_of(explorer)
        for preset in presets:
            preset.click()
            expect(preset).to_have_class(re.compile("mod-primary"))  # the kernel marks it after it has drawn
            seen.add((picture.get_attribute("aria-label"), picture.screenshot()))
        assert len(seen) == len(presets) >= 3
    assert page.errors == []


def test_a_learner_moves_predicts_and_is_checked(page):
    open_lesson(page, PLACES["JupyterLab"].format("02_softmax.ipynb"))
    run_all(page)

    figure = page.locator(".nblib-explorer").first
    picture = figure.get_by_role("img").first
    slider = figure.get_by_role("slider").first
    slider.focus()
    before = picture.screenshot()
    page.keyboard.press("PageUp")
    expect(picture).to_have_attribute("aria-label", re.compile(r"Scores \[(?!1\.0,)"))
    assert picture.screenshot() != before

    card = output_of(page, 'predict("2.a")')
    card.get_by_role("button", name="a", exact=True).click()
    card.get_by_role("button", name="Lock in my answer").click()
    expect(card).to_contain_text("You said (a); it is (b).")

    quiz = output_of(page, 'ask("2.2")')
    quiz.get_by_role("checkbox").nth(1).check()
    quiz.get_by_role("button", name="Check").click()
    expect(quiz).to_contain_text("(b) wrongly ticked")

    write(page, "def softmax", "def softmax(Z):\n    return np.exp(Z) / np.exp(Z).sum(axis=0)")
    run_all(page)
    verdict = output_of(page, 'check("2.1", softmax)')
    expect(verdict).to_contain_text("Your columns sum to 1")
    right = "def softmax(Z):\n    E = np.exp(Z - Z.max(axis=1)[:, None])\n    return E / E.sum(axis=1)[:, None]"
    write(page, "def softmax", right)
    run_all(page)
    expect(verdict).to_contain_text("✔ Correct")
    expect(output_of(page, 'use("2.1", softmax)')).to_contain_text("softmax: yours")
    assert page.locator(ERRORS).all_inner_texts() == []
