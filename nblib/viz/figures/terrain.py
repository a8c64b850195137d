"""Terrain: descent on a bowl, a double well, a saddle and an inflection, and what the stop rule makes of each."""

import numpy as np

from nblib.viz.models.landscapes import EDGE, MAX_ITER, TERRAINS, verdict, walk
from nblib.viz.spec import Choice, Interactive, Preset, Slider
from nblib.viz.style import BLUE, FAINT, GREEN, GREY, INK, MUTED, ORANGE, PAPER, RED, number, scientific

LOWEST, HIGHEST = -4.4, 4.4  # of the heights that the picture shows
TINY = 1e-12  # of ε: a rule this strict lets a walk go on for as long as it moves
BOWL, WELL, SADDLE, INFLECTION = TERRAINS
ASIDE = (("0", 0.0), ("10⁻⁶", 1e-6), ("0.01", 0.01), ("1", 1.0))
EPSILONS = (("10⁻³", 1e-3), ("10⁻⁵", 1e-5), ("10⁻⁶", 1e-6), ("10⁻⁸", 1e-8), ("10⁻¹²", TINY))


def draw(fig, data):
    """The terrain on the left; the loss at every step and the verdict on the right."""
    chart = fig.add_axes((0.06, 0.11, 0.43, 0.8))
    heights = fig.add_axes((0.57, 0.55, 0.405, 0.36))
    box = fig.add_axes((0.53, 0.02, 0.46, 0.37))
    artists = {"chart": _draw_chart(chart), "heights": _draw_heights(heights), "verdict": _draw_verdict(box)}
    update(artists, data)
    return artists


def _draw_chart(ax):
    ax.set(xlim=(-EDGE, EDGE), ylim=(LOWEST, HIGHEST), xticks=[-2, -1, 0, 1, 2], yticks=[-4, -2, 0, 2, 4])
    ax.set_xticklabels(["−2", "−1", "0", "1", "2"])
    ax.set_yticklabels([])
    ax.tick_params(length=0)
    grounds = {name: _draw_ground(ax, terrain) for name, terrain in TERRAINS.items()}
    title = ax.text(0, 1.035, "", transform=ax.transAxes, fontweight="bold", fontsize=14)
    left = [ax.text(-EDGE - 0.09, y, "", ha="right", va="center", fontsize=12) for y in (-4, -2, 0, 2, 4)]
    below = ax.text(1, -0.045, "", transform=ax.transAxes, ha="right", va="top")
    [trail] = ax.plot([], [], "o-", color=ORANGE, markeredgecolor=INK, markeredgewidth=0.5, markersize=5, zorder=5)
    start = ax.plot([], [], "s", color=PAPER, markeredgecolor=INK, markeredgewidth=1.5, markersize=9, zorder=6)[0]
    end = ax.plot([], [], "D", color=ORANGE, markeredgecolor=INK, markersize=11, zorder=7, clip_on=False)[0]
    return {"grounds": grounds, "title": title, "left": left, "below": below, "trail": (trail, start, end)}


def _draw_ground(ax, terrain):
    """The curve, or the contour lines (falling ones dashed), and a mark at each flat point."""
    grid = np.linspace(-EDGE, EDGE, 89)
    if terrain.weights == 1:
        ground = ax.plot(grid, terrain.f([grid]), color=BLUE, linewidth=3)
    else:
        x, y = np.meshgrid(grid, grid)
        levels = np.arange(-4.5, 7, 0.5)
        look = {"levels": levels, "linewidths": 1.2, "linestyles": ["--" if L < 0 else "-" for L in levels]}
        ground = [ax.contour(x, 2 * y, terrain.f([x, y]), colors=[RED if L < 0 else GREY for L in levels], **look)]
    places = np.array([_on_map(terrain, np.array([flat.w]))[0] for flat in terrain.flats])
    marks = ax.plot(*places.T, "+", color=INK, markersize=15, markeredgewidth=2, zorder=4)
    return [*ground, *marks]


def _on_map(terrain, path):
    """Points of the map (n, 2): weight and height, or both weights."""
    if terrain.weights == 1:
        return np.column_stack([path[:, 0], [terrain.f(w) for w in path]])
    return path * (1, 2)  # the second weight has an axis that is twice as long in numbers of the first's heights


def _draw_heights(ax):
    ax.set(xlim=(0, MAX_ITER), ylim=(LOWEST, HIGHEST), xticks=[0, 50, 100, 150, 200], yticks=[-4, -2, 0, 2, 4])
    ax.set_yticklabels(["−4", "−2", "0", "2", "4"])
    ax.set_title("loss at every step")
    ax.set_xlabel("step k", labelpad=0)
    ax.grid()
    ax.set_axisbelow(True)
    [line] = ax.plot([], [], color=ORANGE, linewidth=3)
    [end] = ax.plot([], [], "D", color=ORANGE, markeredgecolor=INK, markersize=9, zorder=5, clip_on=False)
    return line, end


def _draw_verdict(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=True, color=FAINT)
    lines = [ax.text(0.04, y, "", va="center") for y in (0.87, 0.71, 0.55)]
    name = ax.text(0.04, 0.31, "", va="center", fontsize=20, fontweight="bold")
    return {"lines": lines, "name": name, "reason": ax.text(0.04, 0.1, "", va="center", color=MUTED)}


def update(artists, data):
    """Another terrain, another trail, another verdict."""
    chart, one = artists["chart"], data.terrain.weights == 1
    for name, ground in chart["grounds"].items():
        for artist in ground:
            artist.set_visible(name == data.name)
    chart["title"].set_text(data.name)
    chart["below"].set_text("w →, L ↑" if one else "(dashed: L < 0)  w₁ →, w₂ ↑")
    for text, height in zip(chart["left"], (-4, -2, 0, 2, 4), strict=True):
        text.set_text(number(height if one else height / 2, 0))
    places = np.clip(_on_map(data.terrain, data.path), (-9, -18), (9, 18))
    trail, start, end = chart["trail"]
    trail.set_data(*places.T)
    for mark, place in ((start, places[:1]), (end, places[-1:])):  # what is off the map is marked at its edge
        mark.set_data(*np.clip(place, (-EDGE, LOWEST), (EDGE, HIGHEST)).T)
    line, last = artists["heights"]
    line.set_data(range(data.k + 1), np.clip(data.heights, -9, 9))
    last.set_data([data.k], np.clip(data.heights[-1:], LOWEST, HIGHEST))
    name, reason, good = verdict(data)
    box = artists["verdict"]
    for text, words in zip(box["lines"], _findings(data), strict=True):
        text.set_text(words)
    box["name"].set(text=f"{'✔' if good else '✘'} {name}", color=GREEN if good else RED)
    box["reason"].set_text(reason)


def _findings(data):
    rule = dict((eps, name) for name, eps in EPSILONS)[data.eps]
    end = ", ".join(number(w, 4) for w in data.path[-1])
    return (
        f"{'left the map' if data.off_the_map else 'ended'} at k = {data.k},  w = {end}",
        f"|ΔL| = {scientific(data.change)} {'≤' if data.change <= data.eps else '>'} ε = {rule}",
        f"gradient norm ‖∇L‖ = {scientific(data.slope)}",
    )


def describe(data):
    """Where the walk began and ended, why it ended, and the verdict."""
    name, reason, _ = verdict(data)
    start = ", ".join(number(w, 2) if abs(w) >= 0.005 else scientific(w) for w in data.path[0])
    return f"{data.name}, from w = {start}: {'; '.join(_findings(data))}. Verdict: {name}, {reason}."


_WELL = {"terrain": WELL, "learning_rate": 0.02}
_SADDLE = {"terrain": SADDLE, "start": 1.0}
PRESETS = (
    Preset(
        "bowl",
        "Convex: one minimum, and every start leads there if η is small enough.",
        {"aside": 1.0, "eps": 1e-6},
    ),
    Preset(
        "start .16",
        "Two minima. From .16, a hundredth left of the crest, to the lower one.",
        {"start": 0.16} | _WELL,
    ),
    Preset(
        "start .17",
        "From .17, a hair right of the crest, to the higher one. It is a minimum too.",
        {"start": 0.17} | _WELL,
    ),
    Preset(
        "crest",
        "The same start with ε = 10⁻⁶: the crest is so level that the first step ends the walk.",
        {"start": 0.17, "eps": 1e-6} | _WELL,
    ),
    Preset(
        "saddle, ε = 10⁻⁵",
        "Down into the saddle: L is level there, and the rule is content.",
        {"eps": 1e-5} | _SADDLE,
    ),
    Preset(
        "saddle, ε = 10⁻⁸",
        "A stricter rule goes on, and a millionth beside the line grows into an escape.",
        {"eps": 1e-8} | _SADDLE,
    ),
    Preset(
        "inflection",
        "Ever shorter steps towards 0, where no minimum is: beyond it w³ goes on falling.",
        {"terrain": INFLECTION, "start": 1.0, "learning_rate": 0.05, "eps": 1e-6},
    ),
)


def terrain():
    """The second figure of lesson 06: the same walk on four landscapes, judged."""
    return Interactive(
        name="Terrain",
        size=(760, 420),
        controls={
            "terrain": Choice("terrain", tuple(TERRAINS), BOWL),
            "start": Slider("start w₁", -2, 2, 0.01, 1.8, digits=2),
            "aside": Choice("w₂", ASIDE, 1e-6),
            "learning_rate": Slider("η", 0, 0.5, 0.01, 0.1, digits=2),
            "eps": Choice("ε", EPSILONS, TINY),
        },
        model=walk,
        draw=draw,
        update=update,
        describe=describe,
        presets=PRESETS,
    )


FIGURES = (terrain,)
