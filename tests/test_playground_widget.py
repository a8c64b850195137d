"""The playground's widget: buttons, controls, the line, the task that trains; two at once, and a learner's engine."""

import asyncio
import html
import re
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from threading import Thread

import ipywidgets as widgets
import numpy as np
import pytest

from nblib.mlp import MLP
from nblib.playground import STORIES, Run, parse
from nblib.playground.knobs import FIELDS
from nblib.viz.playground import player as player_module
from nblib.viz.playground import playground
from nblib.viz.playground import widget as widget_module
from nblib.viz.playground.player import Player

SMALL = "hidden=2;points=20"


def parts_of(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts_of(child)


def button(shown, beginning):
    return next(w for w in parts_of(shown) if isinstance(w, widgets.Button) and w.description.startswith(beginning))


def told(shown):
    """The text of the message, without its markup."""
    return html.unescape(re.sub("<[^>]*>", "", shown._page.message.value + shown._page._sentence.value))


# ── Controls ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_control_has_a_name():
    shown = playground(SMALL)
    kinds = (widgets.Dropdown, widgets.Checkbox, widgets.BoundedIntText, widgets.BoundedFloatText, widgets.Text)
    controls = [w for w in parts_of(shown) if isinstance(w, kinds)]
    names = [control.description or control.tooltip for control in controls]
    assert all(names)
    assert len(set(names)) == len(names) >= 30


def test_every_field_has_a_control_that_shows_its_value():
    shown = playground()
    assert set(shown._form.fields) | {"features", "hidden", "weight", "step"} == set(FIELDS)
    shown.load(
        "data=arms;noise=0.2;points=100;hidden=3,2;features=x1,x2,sin(x1);weight=2:3:1;point=7;batch=7;loss=squared"
    )
    fields = shown._form.fields
    values = {name: fields[name].value for name in ("data", "noise", "points", "point", "batch", "loss")}
    assert values == {"data": "arms", "noise": 0.2, "points": 100, "point": 7, "batch": 7, "loss": "squared"}
    assert [box.value for box in shown._form.features.values()] == [True, True, False, False, False, True, False]
    assert shown._form.layers.value == 2
    assert [(box.value, box.disabled) for box in shown._form.widths] == [(3, False), (2, False), (0, True), (0, True)]
    assert [box.value for box in shown._form.weight] == [2, 3, 1]
    assert [box.max for box in shown._form.weight] == [3, 3, 2]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("data", "moons", "data=moons;points=20;hidden=2"),
        ("noise", 0.3, "noise=0.3;points=20;hidden=2"),
        ("learning_rate", 0.5, "points=20;hidden=2;learning_rate=0.5"),
        ("batch", 5, "points=20;hidden=2;batch=5"),
        ("panel", "slice", "points=20;hidden=2;panel=slice"),
        ("point", 3, "points=20;hidden=2;point=3"),
        ("test_points", True, "points=20;hidden=2;test_points=on"),
    ],
)
def test_a_control_turns_its_field(name, value, line):
    shown = playground(SMALL)
    before = shown._foreground.value + shown._top.value + shown._background.value
    shown._form.fields[name].value = value
    assert shown.line == shown._page.line.value == line
    if name not in ("learning_rate", "batch"):  # these change nothing before a step is made
        assert shown._foreground.value + shown._top.value + shown._background.value != before


def test_features_layers_and_weights_have_several_controls():
    form = (shown := playground(SMALL))._form
    form.features["x1*x2"].value = True
    assert shown.line == "points=20;features=x1,x2,x1*x2;hidden=2"
    form.layers.value = 3
    assert shown.line == "points=20;features=x1,x2,x1*x2;hidden=2,2,2"
    form.widths[1].value = 4
    assert shown.line == "points=20;features=x1,x2,x1*x2;hidden=2,4,2"
    form.weight[0].value = 2
    assert shown.line.endswith("weight=2:1:1")
    form.weight[2].value = 4
    assert shown.line.endswith("weight=2:1:4")
    form.weight[0].value = 3  # that layer has 4 inputs and 2 units
    assert shown.line.endswith("weight=3:1:2")
    form.weight[0].value = 0
    assert "weight" not in shown.line
    form.layers.value = 0
    form.layers.value = 1
    assert "hidden=4" in shown.line


def test_a_turn_that_cannot_be_is_told_and_changes_nothing():
    shown = playground(f"{SMALL};features=x1")
    shown._form.features["x1"].value = False
    assert "features: " in told(shown)
    assert shown._form.features["x1"].value is True
    assert shown.line == "points=20;features=x1;hidden=2"


def test_a_knob_goes_on_and_everything_else_starts_over():
    shown = playground(f"{SMALL};step=30")
    shown._form.fields["learning_rate"].value = 0.05
    assert shown.line == "points=20;hidden=2;step=30;turned=30:learning_rate=0.05"
    shown._form.fields["activation"].value = "tanh"
    assert shown.line == "points=20;hidden=2;activation=tanh;learning_rate=0.05"


# ── Stories, steps, the line ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_story_is_shown_told_and_marked_until_something_else_is_chosen():
    shown = playground(SMALL)
    for number, story in enumerate(STORIES[:4], start=1):
        button(shown, "①②③④"[number - 1]).click()
        assert shown.line == story.seen.line
        assert html.escape(story.sentence) in shown._page._story.value
        marked = [w.description for w in parts_of(shown) if isinstance(w, widgets.Button) and w.button_style]
        assert marked == [f"{'①②③④'[number - 1]} {story.name}", "Run"]
    shown._form.fields["panel"].value = "slice"  # only looked at
    assert shown._page._story.value
    shown._form.fields["seed"].value = 4
    assert not shown._page._story.value


def test_steps_and_reset():
    shown = playground(SMALL)
    for name, step in (("Step ×1", 1), ("Step ×10", 11), ("Step ×100", 111)):
        next(w for w in parts_of(shown) if getattr(w, "description", "") == name).click()
        assert parse(shown.line).step == step
    button(shown, "Reset").click()
    assert shown.line == "points=20;hidden=2"


def test_the_line_restores_every_number():
    first = playground("data=arms;step=40")
    first.turn("learning_rate", 0.05)
    first.step(60)
    second = playground(SMALL)
    second._page.line.value = first.line
    button(second, "Load").click()
    assert second.description == first.description
    pairs = zip(first._run.net.layers, second._run.net.layers, strict=True)
    assert all(np.array_equal(a, b) for one, other in pairs for a, b in zip(one, other, strict=True))


def test_a_line_that_is_typed_is_loaded_and_one_that_the_run_writes_is_not():
    shown = playground(SMALL)
    shown._page.line.value = "data=moons;step=3"
    assert shown.line == "data=moons;step=3"
    run = shown._run
    shown.step(10)
    assert shown._page.line.value == "data=moons;step=13"
    assert shown._run is run
    shown._page.line.value = "dat=moons"
    assert "did you mean data" in told(shown)
    assert shown._run is run


def test_a_line_that_is_typed_while_another_is_being_loaded_is_told_and_stays(monkeypatch):
    shown = playground(SMALL)
    before = shown.line
    typing = Thread(target=setattr, args=(shown._page.line, "value", "dat=moons"))

    def typed_meanwhile(*arguments, **options):
        typing.start()
        typing.join(0.1)  # it need not end: it may have to wait for the line that is being loaded
        return Run(*arguments, **options)

    monkeypatch.setattr(widget_module, "Run", typed_meanwhile)
    button(shown, "Load").click()
    typing.join()
    assert "did you mean data" in told(shown)
    assert shown._page.line.value == "dat=moons"
    assert shown.line == before


@pytest.mark.parametrize(
    "line",
    ["nonsense", "learning_rat=1", "hidden=9", "step=-1", "noise=nan", "seed=1;seed=2", "a" * 20_000, "engine=mine"],
)
def test_a_bad_line_is_told_and_changes_nothing(line):
    shown = playground(f"{SMALL};step=7")
    before = shown._foreground.value, shown.line, shown._run
    shown.load(line)
    assert shown._page.line.value == line  # it can be mended
    assert told(shown).startswith("Nothing is changed. ")
    assert len(told(shown)) < 600
    assert (shown._foreground.value, shown.line, shown._run) == before
    shown.load("data=moons")
    assert "Nothing is changed" not in told(shown)


def test_a_line_cannot_put_markup_on_the_page():
    shown = playground(SMALL)
    shown.load("<img src=x onerror=alert(1)>=1")
    assert "<img" not in shown._page.message.value


def test_a_bad_line_in_the_call_is_an_error():
    with pytest.raises(ValueError, match="did you mean data"):
        playground("dat=moons")


# ── The task ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def fast(monkeypatch):
    """No rest between two frames, so that no test waits."""
    monkeypatch.setattr(player_module, "FRAMES_PER_SECOND", 1e9)
    monkeypatch.setattr(player_module, "REST", 0)


def on_a_thread_of_its_own(function):
    """Where Playwright has run before, the main thread has an event loop already, and can have no other."""

    @wraps(function)
    def call(*arguments):
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(function, *arguments).result()

    return call


play = on_a_thread_of_its_own(asyncio.run)


async def until(condition):
    for _ in range(100_000):
        if condition():
            return
        await asyncio.sleep(0)
    pytest.fail("this never happened")


async def some_time():
    for _ in range(50):
        await asyncio.sleep(0)


def make_player(frames, goes_on=lambda: True, behind=lambda: False, ended=lambda error: None):
    def frame():
        frames.append(len(frames))
        return goes_on()

    return Player(frame, behind, ended)


def test_frames_are_played_until_stop_and_never_by_two_tasks(fast):
    async def scene():
        frames = []
        player = make_player(frames)
        player.start()
        await until(lambda: len(frames) > 3)
        player.stop()
        player.start()  # while the first task still rests
        before = len(frames)
        await until(lambda: len(frames) > before + 3)
        tasks = [task for task in asyncio.all_tasks() if "Player._play" in repr(task)]
        assert len(tasks) == 1
        player.stop()
        at_pause = len(frames)
        await some_time()
        assert len(frames) == at_pause
        assert not [task for task in asyncio.all_tasks() if "Player._play" in repr(task)]

    play(scene())


def test_the_last_frame_ends_the_task_and_an_error_is_handed_over(fast):
    async def scene():
        frames, ends = [], []
        player = make_player(frames, goes_on=lambda: len(frames) < 3, ended=ends.append)
        player.start()
        await until(lambda: ends)
        assert (len(frames), ends, player.running) == (3, [None], False)

        broken = make_player(frames, goes_on=lambda: 1 / 0, ended=ends.append)
        broken.start()
        await until(lambda: len(ends) == 2)
        assert isinstance(ends[1], ZeroDivisionError)
        assert not broken.running

    play(scene())


def test_a_page_that_is_behind_gets_no_further_frame(fast):
    async def scene():
        frames, waiting = [], [True]
        player = make_player(frames, behind=lambda: waiting[0])
        player.start()
        await until(lambda: frames)
        await some_time()
        assert len(frames) == 1
        waiting[0] = False
        await until(lambda: len(frames) > 2)
        player.stop()
        await some_time()

    play(scene())


def test_a_cell_that_is_run_again_stops_its_former_player_and_no_other(fast, monkeypatch):
    async def scene():
        frames, cell = [], ["cell 1", "run 1"]
        monkeypatch.setattr(player_module, "_this_cell", lambda: tuple(cell))
        first, beside = make_player(frames), make_player(frames)
        cell[:] = "cell 2", "run 2"
        elsewhere = make_player(frames)
        for player in (first, beside, elsewhere):
            player.start()
        cell[:] = "cell 1", "run 3"
        again = make_player(frames)
        assert [player.running for player in (first, beside, elsewhere, again)] == [False, False, True, False]
        elsewhere.stop()
        await some_time()

    play(scene())


@on_a_thread_of_its_own
def test_without_an_event_loop_run_says_so_and_steps_work():
    shown = playground(SMALL)
    button(shown, "Run").click()
    assert "no event loop" in told(shown)
    assert not shown.running
    shown.step(5)
    assert parse(shown.line).step == 5


def test_run_learns_pause_stops_and_a_knob_turned_meanwhile_is_in_the_line(fast):
    async def scene():
        shown = playground(SMALL)
        assert not shown.running  # never by itself
        shown._page.seen.value = 10**9  # there is no page here that could fall behind
        run = button(shown, "Run")
        run.click()
        assert run.description == "Pause"
        assert shown._page.line.disabled
        await until(lambda: parse(shown.line).step >= 30)
        shown._form.fields["learning_rate"].value = 0.05
        turned = parse(shown.line).turned
        assert [(turn.name, turn.value) for turn in turned] == [("learning_rate", 0.05)]
        await until(lambda: parse(shown.line).step > turned[0].step)
        run.click()
        await some_time()
        assert run.description == "Run"
        line = shown.line
        await some_time()
        assert shown.line == line == shown._page.line.value
        assert Run(parse(line)).net.layers[0].W.tolist() == shown._run.net.layers[0].W.tolist()

    play(scene())


def test_two_playgrounds_do_not_disturb_each_other_and_close_stops(fast):
    async def scene():
        one, two = playground(SMALL), playground(f"{SMALL};data=moons")
        for shown in (one, two):
            shown._page.seen.value = 10**9
        button(one, "Run").click()
        await until(lambda: parse(one.line).step > 20)
        assert parse(two.line).step == 0
        button(two, "Run").click()
        await until(lambda: parse(two.line).step > 20)
        one.close()
        await some_time()
        at_close = parse(one.line).step
        before = parse(two.line).step
        await until(lambda: parse(two.line).step > before)
        assert parse(one.line).step == at_close
        button(two, "Pause").click()
        await some_time()

    play(scene())


def test_a_long_line_is_run_in_pieces_up_to_its_step(fast, monkeypatch):
    monkeypatch.setattr(widget_module, "QUICK", 50)
    monkeypatch.setattr(widget_module, "PIECE", 40)

    async def scene():
        shown = playground(SMALL)
        shown._page.seen.value = 10**9
        shown.load(f"{SMALL};step=130")
        assert shown.running
        assert parse(shown.line).step == 0
        await until(lambda: not shown.running)
        assert parse(shown.line).step == 130
        await some_time()

    play(scene())


def test_a_run_that_diverges_pauses_and_tells(fast):
    async def scene():
        shown = playground("activation=linear;learning_rate=2;points=20")
        shown._page.seen.value = 10**9
        button(shown, "Run").click()
        await until(lambda: not shown.running)
        assert "Diverged: after step" in told(shown)
        assert "✘ diverged at step" in shown._page._status.value
        assert button(shown, "Run").description == "Run"
        await some_time()

    play(scene())


# ── The learner's engine ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_learners_right_functions_learn_what_nblibs_do():
    own = playground(f"{SMALL};engine=mine;step=20", MLP.forward, MLP.backward)
    assert own.description == playground(f"{SMALL};step=20").description
    assert "Every gradient agrees" in told(own)


def test_a_wrong_backward_is_named_by_the_doctor():
    def backward(net, outputs, dZ):
        return net.backward(outputs, -dZ)

    shown = playground(f"{SMALL};engine=mine", backward=backward)
    assert "Every gradient points the opposite way" in told(shown)


def test_an_error_in_a_learners_function_pauses_tells_and_keeps_the_net(fast):
    calls = []

    def backward(net, outputs, dZ):
        calls.append(len(outputs[0]))
        if len(calls) > 40:
            raise RuntimeError("<b>no more</b>")
        return net.backward(outputs, dZ)

    async def scene():
        shown = playground(f"{SMALL};engine=mine", backward=backward)
        shown._page.seen.value = 10**9
        button(shown, "Run").click()
        await until(lambda: not shown.running)
        assert "Your backward failed: " in told(shown)
        assert "<b>no more" not in shown._page._sentence.value
        assert all(np.isfinite(W).all() for W, _ in shown._run.net.layers)
        assert "✘ failed" in shown._page._status.value
        shown._form.fields["engine"].value = "nblib"
        assert "failed" not in told(shown)
        await some_time()

    play(scene())


def test_mine_can_only_be_chosen_if_it_is_there():
    assert playground(SMALL)._form.fields["engine"].options == (("nblib's", "nblib"),)
    with pytest.raises(ValueError, match="engine: got 'mine'"):
        playground("engine=mine")


# ── The page without a kernel ────────────────────────────────────────────────────────────────────────────────────────


def test_the_bundle_is_readable_with_and_without_a_kernel():
    shown = playground("data=moons;step=30;panel=point;point=2")
    bundle = shown._repr_mimebundle_()
    view = "application/vnd.jupyter.widget-view+json"
    assert set(bundle) == {"text/plain", "text/html", "image/png", view}
    assert shown.description in bundle["text/plain"]
    assert "data=moons;step=30" in bundle["text/plain"]
    assert bundle["text/html"].startswith('<img alt="')
    assert f'role="img" aria-label="{html.escape(shown.description, quote=True)}"' in shown._foreground.value


def test_switching_panels_back_shows_all_layers_of_the_first_again():
    shown = playground(SMALL)

    def layers():
        unnamed = re.compile("""(id|href)="[^"]*"|url[(][^)]*[)]""")
        return [unnamed.sub("", layer.value) for layer in (shown._background, shown._foreground, shown._top)]

    before = layers()
    shown._form.fields["panel"].value = "point"
    assert all(now != then for now, then in zip(layers(), before, strict=True))
    shown._form.fields["panel"].value = "loss"
    assert layers() == before
