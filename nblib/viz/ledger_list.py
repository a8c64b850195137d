"""The list of the path ledger, beside the diagram or below it."""

from nblib.viz.ledger_diagram import ROADS, placed_at
from nblib.viz.models import ledger_words as words
from nblib.viz.models.ledger import LISTED
from nblib.viz.models.tracks import BELOW, MARGIN, PANEL, WIDTH
from nblib.viz.plots import change
from nblib.viz.style import FAINT


class LedgerList:
    """The list: a title, a line for each path with a sample of its line, the total, the two counters."""

    def __init__(self, ax):
        self.height = int(ax.get_ylim()[0])
        self.title = ax.text(0, 0, "", va="top", fontsize=14, fontweight="bold")
        self.rows = [ax.text(0, 0, "", va="top", fontsize=12, linespacing=1.35) for _ in range(10)]
        self.samples = [ax.plot([], [], linewidth=3.2)[0] for _ in range(LISTED)]
        self.total = ax.text(0, 0, "", va="top", fontsize=14, fontweight="bold", linespacing=1.3)
        self.counters = ax.text(0, 0, "", va="bottom", fontsize=12, linespacing=1.4)
        self.frame = ax.plot([], [], color=FAINT, linewidth=1)[0]

    @property
    def artists(self):
        """Everything that moves."""
        return [self.frame, self.title, *self.rows, *self.samples, self.total, self.counters]

    def update(self, data):
        """Write this state's lines, beside the diagram or below it."""
        below = placed_at(data.diagram, self.height).below
        left, top = (MARGIN + 8, self.height - BELOW + 12) if below else (WIDTH - PANEL + 16, 14)
        across, down = ((8, WIDTH - 8), (top - 10,) * 2), ((left - 12,) * 2, (12, self.height - 12))
        self.frame.set_data(*(across if below else down))
        _put(self.title, left, top, words.title(data))
        y = self._write_rows(data, left, top + 28, below)
        _put(self.total, left, y + 6, words.total(data))
        _put(self.counters, WIDTH - PANEL + 16, self.height - 12, words.counters(data))

    def _write_rows(self, data, left, top, below):
        """Returns how far down the rows reach."""
        rows, paths = words.rows(data), data.show == "paths"
        if words.more(data):
            rows = [*rows, (words.more(data),)]
        between = ":  " if below else "\n"
        y = top
        for i, text in enumerate(self.rows):
            if i >= len(rows):
                text.set_text("")
                continue
            sampled = paths and i < len(data.listed)
            head = f"{i + 1}  " if sampled else ""
            parts = rows[i]
            _put(text, left + (36 if sampled else 0), y, head + between.join(parts))
            change(text, fontweight="bold" if paths and i == data.step - 1 else "normal")
            if sampled:
                self.samples[i].set_data([left, left + 28], [y + 8, y + 8])
            y += 20 if below or len(parts) == 1 else 37
        for i, sample in enumerate(self.samples):
            colour, dash = ROADS[i]
            sample.set(color=colour, linestyle=dash, visible=paths and i < len(data.listed))
        return y


def _put(text, x, y, words_):
    change(text, text=words_, position=(x, y))
