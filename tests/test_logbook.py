"""The learner's record: nothing written is lost, nothing raises; the page that counts it; and the class's table."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html.parser import HTMLParser
from types import SimpleNamespace
from unittest.mock import Mock

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

import nblib.check
from nblib.check import check, hint, logbook, record, use
from nblib.check.__main__ import main, summary
from nblib.check.collect import collect, learner_of
from nblib.check.registry import exercises, lesson_titles
from nblib.check.report import EXPLANATION, Logbook, open_logbook, unread
from nblib.check.standing import Standing, standings
from nblib.check.verdict import Verdict
from nblib.viz import ask

# As the first course wrote it. However the format changes, this is read.
FORMAT_1 = b"""\
{"format": 1, "time": "2026-11-27T09:00:00Z", "event": "check", "exercise": "2.2", "status": "named", \
"mistake": "d, e", "said": "4723bd07", "hint": null}
{"format": 1, "time": "2026-11-27T09:01:00Z", "event": "hint", "exercise": "2.2", "hint": 2}
{"format": 1, "time": "2026-11-27T09:02:00Z", "event": "check", "exercise": "2.2", "status": "passed", \
"mistake": null, "said": "11aa22bb", "hint": null}
"""
NEWER = b'{"format": 2, "when": 1795770000, "did": ["dreamt"]}\n'
DAMAGED = [
    b'{"format": 1, "time": "2026-11-27T09:0',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b"9" * 5000,
    b"[]",
    b'{"format": true}',
    b'{"format": 1, "time": "2026-11-27T09:00:00Z", "event": "hint", "exercise": "2.2", "hint": 4}',
    b'{"format": 1, "time": "2026-11-27T09:00:00Z", "event": "hint", "exercise": "2.2", "hint": null}',
    b'{"format": 1, "time": "2026-11-27T09:00:00Z", "event": "hint", "exercise": 2.2, "hint": 1}',
    b'{"format": 1, "time": "2026-11-27T09:00:00Z", "event": "hint", "exercise": "\\ud800", "hint": 1}',
    b'{"format": 1, "time": "2026-11-27T09:00:00Z", "event": "check", "exercise": "2.2", "status": "passed"}',
]


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The file that is written to now; no hint was shown yet, and no complaint made."""
    path = tmp_path / "notebooks" / "logbook.jsonl"
    path.parent.mkdir()
    monkeypatch.setenv("NBLIB_LOGBOOK", str(path))
    monkeypatch.setattr(nblib.check, "_hints_shown", {})
    monkeypatch.setattr(record, "complaints", [])
    return path


def of(id, path):
    """How the learner stands with this exercise."""
    return next(standing for standing in standings(record.read(path).events) if standing.exercise == id)


# ── What is written ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_check_and_a_hint_add_a_line_each_without_the_answer(path):
    check("0.1", 35)
    hint("0.1")
    checked, hinted = map(json.loads, path.read_text().splitlines())
    assert set(checked) == {"format", "time", "event", "exercise", "status", "mistake", "said", "hint"}
    assert (checked["exercise"], checked["status"], checked["mistake"]) == ("0.1", "named", "connections only")
    assert set(hinted) == {"format", "time", "event", "exercise", "hint"}
    assert hinted["hint"] == 1
    assert "35" not in {checked[name] for name in checked}


def test_a_question_on_the_page_is_recorded_like_a_check_in_a_cell(path):
    card = ask("0.1")
    card._field.children[0].value = "43"
    card.next_hint()
    card.submit()
    assert (of("0.1", path).tries, of("0.1", path).hints) == (1, (1,))
    assert of("0.1", path).solved


def test_the_words_are_recorded_in_eight_digits_whatever_they_are_and_the_time_is_universal(path, monkeypatch):
    clock = Mock(wraps=datetime)
    monkeypatch.setattr(record, "datetime", clock)
    record.note_check(Verdict("0.1", "wrong", "half a letter: \ud83d"))
    [event] = record.read(path).events
    assert re.fullmatch("[0-9a-f]{8}", event["said"])
    clock.now.assert_called_once_with(UTC)


def test_the_hint_that_a_verdict_brings_along_is_recorded(path):
    check("2.3", lambda P, labels: 0.123)
    assert of("2.3", path).hints == (1,)


def test_using_a_function_is_no_try(path, capsys):
    use("2.1", lambda Z: Z)
    assert "does not pass yet" in capsys.readouterr().out
    assert not path.exists()


def test_what_is_no_exercise_or_no_answer_is_not_recorded(path):
    check("77.1", 1)
    check("0.1")
    check("2.1", lambda Z: ...)
    hint("77.1")
    assert not path.exists()


def test_the_verdict_is_the_same_with_and_without_a_record(path, monkeypatch):
    def said():
        nblib.check._hints_shown.clear()
        return [repr(check("2.3", lambda P, labels: 0.1)), repr(hint("2.3", 1)), repr(check("0.1", 43))]

    with_record = said()
    assert len(record.read(path).events) == 3
    monkeypatch.setenv("NBLIB_LOGBOOK", "off")
    assert said() == with_record
    assert len(record.read(path).events) == 3


def test_a_folder_of_nobody_s_stops_no_check(path, monkeypatch, capsys):
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv("NBLIB_LOGBOOK", "~nobody-of-this-name/logbook.jsonl")
    assert check("0.1", 43).passed
    assert "cannot be written" in capsys.readouterr().out


@pytest.mark.parametrize("setting", ["off", "OFF", ""])
def test_nothing_is_recorded_if_it_is_off_or_this_is_no_notebook(path, monkeypatch, setting):
    monkeypatch.setenv("NBLIB_LOGBOOK", setting)
    monkeypatch.setattr(record, "FOLDER", path.parent)
    check("0.1", 43)
    assert list(path.parent.iterdir()) == []
    assert "Nothing is recorded here." in repr(logbook())


def test_in_a_notebook_it_is_on_and_stays_in_the_notebook_s_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("NBLIB_LOGBOOK")
    cells = [
        "from nblib.check import check, hint, logbook\nfrom nblib.viz import ask\nimport os",
        "os.chdir('/'); check('0.1', 35); hint('0.1')",
        "card = ask('0.1'); card._field.children[0].value = '43'; card.submit()",
        "print(logbook(0).summary)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": tmp_path}}).execute()
    assert [file.name for file in tmp_path.iterdir()] == ["logbook.jsonl"]
    assert notebook.cells[-1].outputs[0].text.startswith("1 of 4 exercises solved, 0 more tried; 2 tries and 1 hint ")


@pytest.mark.parametrize(
    ("shell", "kept"), [(None, False), (SimpleNamespace(), False), (SimpleNamespace(kernel=1), True)]
)
def test_a_shell_with_a_kernel_is_a_notebook(monkeypatch, shell, kept):
    monkeypatch.delenv("NBLIB_LOGBOOK")
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert record.place() == (record.FOLDER / "logbook.jsonl" if kept else None)
    monkeypatch.delitem(sys.modules, "IPython")
    assert record.place() is None


def test_a_record_is_a_file_that_nobody_runs(path):
    before = os.umask(0)
    try:
        check("0.1", 43)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o666


def test_a_folder_that_cannot_be_written_is_told_of_once(path, capsys, monkeypatch):
    monkeypatch.setenv("NBLIB_LOGBOOK", str(path.parent / "missing" / "logbook.jsonl"))
    assert check("0.1", 43).passed
    assert hint("0.1").level == 1
    assert capsys.readouterr().out == (
        "The logbook cannot be written (No such file or directory). Everything else works without it.\n"
    )
    assert "The logbook cannot be written (No such file or directory)." in repr(logbook())


def test_a_folder_in_the_place_of_the_file_changes_nothing_else(path, capsys):
    path.mkdir()
    assert check("0.1", 43).passed
    assert "cannot be written" in capsys.readouterr().out
    assert "It cannot be read" in repr(logbook())


def test_a_line_that_is_cut_off_by_a_full_disk_spoils_no_other(path, capsys, monkeypatch):
    write = record.os.write
    monkeypatch.setattr(record.os, "write", lambda file, data: write(file, data[:40]))
    check("0.1", 35)
    assert "The logbook cannot be written (the disk is full)." in capsys.readouterr().out
    monkeypatch.undo()
    record.append(path, FORMAT_1.splitlines()[2].decode())
    assert record.read(path) == record.Record((json.loads(FORMAT_1.splitlines()[2]),), damaged=1)


WRITER = """
import sys
from nblib.check import hint, record
record.os.environ["NBLIB_LOGBOOK"] = sys.argv[1]
for _ in range(400):
    hint(sys.argv[2], 1)
"""


def test_two_processes_that_write_at_once_lose_nothing(path):
    def run(id):
        return subprocess.run([sys.executable, "-c", WRITER, path, id], timeout=60, check=True)

    with ThreadPoolExecutor() as pool:
        list(pool.map(run, ["0.1", "0.2"]))
    found = record.read(path)
    assert sorted(event["exercise"] for event in found.events) == ["0.1"] * 400 + ["0.2"] * 400
    assert (found.damaged, found.newer) == (0, 0)


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_format_is_still_read(path):
    path.write_bytes(FORMAT_1)
    assert of("2.2", path).row() == {
        "exercise": "2.2",
        "title": "What leaves softmax unchanged?",
        "solved": "yes",
        "tries": 2,
        "hints": "2",
        "solved_at": "2026-11-27T09:02:00Z",
        "mistakes": "d, e",
    }


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\r\n\n"])
def test_a_file_that_an_editor_has_saved_is_read(path, mark):
    path.write_bytes(mark + FORMAT_1.replace(b"\n", b"\r\n"))
    assert len(record.read(path).events) == 3


@pytest.mark.parametrize("line", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_line_is_counted_and_kept(path, line):
    path.write_bytes(FORMAT_1 + line + b"\n" + NEWER)
    found = record.read(path)
    assert (len(found.events), found.damaged, found.newer) == (3, 1, 1)
    check("0.1", 43)
    assert path.read_bytes().startswith(FORMAT_1 + line + b"\n" + NEWER)
    page = repr(logbook())
    assert "1 line is damaged: kept in the file, not counted here." in page
    assert "1 line is of a newer course: kept in the file, not counted here." in page


@given(content=st.binary() | st.lists(st.sampled_from([*DAMAGED, NEWER, FORMAT_1, b"\n"])).map(b"".join))
def test_whatever_the_file_holds_nothing_raises_and_nothing_disappears(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "logbook.jsonl"
    path.write_bytes(content)
    before = record.read(path)
    page = open_logbook(path=path)
    assert page.summary in page._repr_html_()
    record.append(path, FORMAT_1.splitlines()[1].decode())
    assert path.read_bytes().startswith(content)
    after = record.read(path)
    assert after.events == (*before.events, json.loads(FORMAT_1.splitlines()[1]))
    assert (after.damaged, after.newer) == (before.damaged, before.newer)


@given(
    name=st.sampled_from(["format", "time", "event", "exercise", "status", "mistake", "said", "hint"]),
    junk=st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()),
)
def test_whatever_a_line_s_entry_is_the_page_can_be_shown_and_saved(tmp_path_factory, name, junk):
    path = tmp_path_factory.mktemp("any") / "logbook.jsonl"
    path.write_text(json.dumps(json.loads(FORMAT_1.splitlines()[0]) | {name: junk}) + "\n")
    page = open_logbook(path=path)
    assert page.summary in repr(page)
    assert page.save(path.with_suffix(".csv")).read_text("utf-8-sig").startswith("exercise,title,solved,")


# ── What counts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_verdict_again_is_no_new_try_and_no_answer_is_none(path):
    for answer in (None, 35, 35, None, 35, 40, 35):
        check("0.1", answer)
    assert of("0.1", path).tries == 3
    assert of("0.1", path).mistakes == ("connections only", "no output biases")
    assert of("0.1", path).state == "◐ tried"


def test_what_comes_after_the_solution_is_not_held_against_the_learner(path):
    check("0.1", 43)
    check("0.1", 35)
    hint("0.1", 3)
    standing = of("0.1", path)
    assert (standing.state, standing.tries, standing.hints, standing.mistakes) == ("✔ solved", 1, (), ())


def test_all_right_answers_solve_all_exercises(path):
    for found in exercises().values():
        check(found.id, found.solution)
    total = len(exercises())
    assert logbook().summary == f"{total} of {total} exercises solved, 0 more tried; {total} tries and 0 hints in all."


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Table(HTMLParser):
    """The cells of the page's table by row, and the scopes of its headings."""

    def __init__(self, page):
        super().__init__()
        self.rows, self.scopes, self.open = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag == "th":
            self.scopes.append(dict(attributes)["scope"])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1] in ("th", "td"):
            self.rows[-1][-1] += data


def test_the_page_has_a_row_for_each_exercise_under_its_lesson(path):
    check("2.2", "a")
    hint("2.2")
    hint("2.2", 3)
    check("0.1", 43)
    table = Table(logbook()._repr_html_())
    assert table.open == []
    assert len(table.rows) == 1 + len(lesson_titles()) + len(exercises())
    assert table.rows[1] == ["00 Start here: 1 of 4 solved"]
    assert ["0.1 Count the parameters", "✔ solved", "1", ""] in table.rows
    assert ["2.2 What leaves softmax unchanged?", "◐ tried", "1", "1, solution"] in table.rows
    assert ["1.1 The entropy of four symbols", "○ not yet", "", ""] in table.rows
    assert {scope: table.scopes.count(scope) for scope in table.scopes} == {
        "col": 4,
        "rowgroup": len(lesson_titles()),
        "row": len(exercises()),
    }


def test_the_page_as_text_says_the_same(path):
    check("2.2", "a")
    hint("2.2", 3)
    lines = repr(logbook(2)).splitlines()
    assert lines[0] == "0 of 4 exercises solved, 1 more tried; 1 try and 1 hint in all."
    assert next(line for line in lines if "2.2 " in line).split()[-6:] == [
        "◐",
        "tried",
        "1",
        "try",
        "hints",
        "solution",
    ]
    assert "it is never sent anywhere" in lines[-1]


@pytest.mark.parametrize("lesson", [2, "2", "02", " 2 "])
def test_one_lesson_can_be_asked_for(lesson):
    assert [standing.exercise for standing in logbook(lesson).standings] == ["2.1", "2.2", "2.2b", "2.3"]


def test_a_lesson_that_does_not_exist_is_told():
    assert "There is no lesson 77." in repr(logbook(77))


def test_an_exercise_that_the_course_no_longer_has_is_shown_as_it_is(path):
    path.write_bytes(FORMAT_1.replace(b'"2.2"', b'"2.9 <script>"'))
    page = logbook()
    assert "Not in this course: 1 of 1 solved" in repr(page)
    assert "2.9 &lt;script&gt;" in page._repr_html_()
    assert "<script>" not in page._repr_html_()
    assert "in the file &lt;i&gt;.jsonl" in open_logbook(path=path.with_name("<i>.jsonl"))._repr_html_()


def test_what_could_not_be_read_is_told_below_the_page(path, monkeypatch):
    assert list(unread(record.Record((), damaged=2, newer=1))) == [
        "2 lines are damaged: kept in the file, not counted here.",
        "1 line is of a newer course: kept in the file, not counted here.",
    ]
    for error, why in ((PermissionError(13, "Permission denied"), "Permission denied"), (OSError("gone"), "gone")):
        monkeypatch.setattr(record, "read", Mock(side_effect=error))
        assert logbook().notes[1:] == (f"It cannot be read ({why}).",)
    monkeypatch.setenv("NBLIB_LOGBOOK", "off")
    assert logbook().notes == ("Nothing is recorded here.",)


def test_the_page_as_text_is_these_lines():
    standings = (
        Standing("2.1", "A", "2026-11-27T09:02:00Z", 2, (1, 3)),
        Standing("2.2", "B", tries=1),
        Standing("9.9", ""),
    )
    assert repr(Logbook(standings, None, ("A note.",))).splitlines() == [
        "1 of 3 exercises solved, 1 more tried; 3 tries and 2 hints in all.",
        "",
        "02 Softmax: 1 of 2 solved",
        f"  {'2.1 A':50} ✔ solved   2 tries  hints 1, solution",
        f"  {'2.2 B':50} ◐ tried      1 try",
        "",
        "Not in this course: 0 of 1 solved",
        f"  {'9.9':50} ○ not yet",
        "",
        EXPLANATION,
        "A note.",
    ]


def test_the_page_is_these_tags():
    page = Logbook((Standing("2.2", "", "2026-11-27T09:02:00Z", 2, (1, 3)),), None, ("A < B",))
    left = 'style="text-align:left'
    heads = [f'<th scope="col" {left}">{name}</th>' for name in ("exercise", "result", "tries", "hints seen")]
    cells = [f'<td {left}">{cell}</td>' for cell in ("✔ solved", "2", "1, solution")]
    assert page._repr_html_() == (
        f'<div class="nblib-logbook"><p><strong>{page.summary}</strong></p><table><thead><tr>{"".join(heads)}'
        f'</tr></thead><tbody><tr><th colspan="4" scope="rowgroup" {left};padding-top:14px">Not in this course: 1 of '
        f'1 solved</th></tr><tr><th scope="row" {left};font-weight:normal">2.2</th>{"".join(cells)}</tr></tbody>'
        f"</table><p>{EXPLANATION}</p><p>A &lt; B</p></div>"
    )


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_is_saved_as_csv_and_json_with_the_same_entries(path, tmp_path):
    path.write_bytes(FORMAT_1)
    with logbook().save(tmp_path / "ada.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    entries = json.loads(logbook().save(tmp_path / "ada.json").read_text())
    assert [{name: str(value) for name, value in entry.items()} for entry in entries] == rows
    assert len(rows) == len(exercises())
    assert [row["tries"] for row in rows if row["exercise"] == "2.2"] == ["2"]


def test_the_record_is_saved_byte_for_byte_and_never_overwritten(path, tmp_path):
    path.write_bytes(FORMAT_1 + DAMAGED[1])
    assert logbook().save(tmp_path / "ada.jsonl").read_bytes() == FORMAT_1 + DAMAGED[1]
    with pytest.raises(ValueError, match=r"logbook.jsonl is the record itself"):
        logbook().save(path)
    with pytest.raises(ValueError, match=r"ends in .csv, .json or .jsonl; 'ada.xlsx' does not"):
        logbook().save(tmp_path / "ada.xlsx")


def test_the_saved_page_holds_every_letter_as_it_is_and_spreadsheets_get_their_mark(tmp_path):
    page = Logbook((Standing("2.9", "Größe", tries=1, hints=(1, 2), mistakes=("a", "b")),), None)
    assert page.save(tmp_path / "ada.json").read_text("utf-8") == (
        '[\n {\n  "exercise": "2.9",\n  "title": "Größe",\n  "solved": "no",\n  "tries": 1,\n  "hints": "1 2",\n'
        '  "solved_at": "",\n  "mistakes": "a; b"\n }\n]\n'
    )
    assert page.save(tmp_path / "ada.csv").read_bytes() == (
        b"\xef\xbb\xbfexercise,title,solved,tries,hints,solved_at,mistakes\r\n"
        b"2.9,Gr\xc3\xb6\xc3\x9fe,no,1,1 2,,a; b\r\n"
    )


@pytest.mark.parametrize("record", [None, "logbook.jsonl"])
def test_the_record_of_one_who_has_none_is_empty(tmp_path, record):
    assert Logbook((), record and tmp_path / record).save(tmp_path / "ada.jsonl").read_bytes() == b""


def test_the_shell_shows_and_saves_the_record_beside_the_notebooks(path, capsys, monkeypatch):
    path.write_bytes(FORMAT_1)
    monkeypatch.chdir(path.parent.parent)
    assert main(["logbook"]) is None
    assert "✔ solved   2 tries  hints 2" in capsys.readouterr().out
    assert main(["logbook", str(path), "--save", "ada.csv"]) is None
    assert (path.parent.parent / "ada.csv").exists()
    assert main(["logbook", "none.jsonl"]).startswith("there is no none.jsonl")
    assert "does not" in main(["logbook", "--save", "ada.xlsx"])


@pytest.mark.parametrize(
    ("command", "usage", "ending"),
    [
        (
            [],
            "[-h] {logbook,collect} ... From the shell: what the exercises hold,",
            "logbook a learner's progress collect all the records in a folder as one table options: -h, --help show "
            "this help message and exit",
        ),
        (
            ["logbook"],
            "[-h] [--save FILE] [file]",
            "file a record; without it logbook.jsonl here or in notebooks/ options: -h, --help show this help message "
            "and exit --save FILE write it to a file: .csv, .json, or .jsonl (a copy of the record)",
        ),
        (
            ["collect"],
            "[-h] [--save FILE] folder",
            "folder options: -h, --help show this help message and exit --save FILE write the table to this file, not "
            "to the screen",
        ),
    ],
)
def test_the_shell_explains_itself(capsys, command, usage, ending):
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(" ".join(["usage: python -m nblib.check", *command, usage]))
    assert said.endswith(ending)


def test_the_shell_alone_prints_the_summary(capsys):
    assert main([]) is None
    assert capsys.readouterr().out == f"{summary()}\n"


def test_the_shell_shows_the_file_that_is_named_and_tells_if_there_is_none(path, capsys, monkeypatch):
    path.with_name("ada.jsonl").write_bytes(FORMAT_1)
    assert main(["logbook", str(path.with_name("ada.jsonl"))]) is None
    assert capsys.readouterr().out.startswith("1 of ")
    monkeypatch.chdir(path.parent)
    assert main(["logbook"]) == "there is no logbook.jsonl; name the file: python -m nblib.check logbook FILE"


@pytest.mark.parametrize("console", [io.TextIOWrapper(io.BytesIO(), "ascii"), io.StringIO()])
def test_a_console_shows_the_check_mark_whatever_its_alphabet(path, monkeypatch, console):
    path.write_bytes(FORMAT_1)
    monkeypatch.setattr(sys, "stdout", console)
    assert main(["logbook", str(path)]) is None
    console.seek(0)
    assert "✔ solved" in console.read()


@pytest.mark.parametrize(
    ("error", "why"), [(PermissionError(13, "Permission denied"), "Permission denied"), (OSError("gone"), "gone")]
)
def test_a_file_that_cannot_be_read_is_named_and_the_next_is_collected(tmp_path, monkeypatch, error, why):
    def read(path):
        if path.name == "ada.jsonl":
            raise error
        return record.Record((json.loads(FORMAT_1.splitlines()[0]),))

    monkeypatch.setattr("nblib.check.collect.record", SimpleNamespace(read=read, NAME=record.NAME))
    for name in ("ada.jsonl", ".bob.jsonl", "carl.jsonl"):
        (tmp_path / name).touch()
    table, messages = collect(tmp_path)
    assert messages == [f"ada.jsonl: left out, it cannot be read ({why})"]
    assert {row["learner"] for row in csv.DictReader(table.splitlines())} == {"carl"}


@pytest.mark.parametrize(
    ("name", "learner"), [("ada.jsonl", "ada"), ("1/b/logbook.jsonl", "1/b"), ("monday/ada.jsonl", "monday/ada")]
)
def test_a_record_belongs_to_its_file_s_name_or_its_folder_s(name, learner):
    assert learner_of(name) == learner


def test_a_class_is_collected_and_every_bad_file_named(tmp_path, capsys):
    (tmp_path / "carl").mkdir()
    files = {
        "ada.jsonl": FORMAT_1,
        "=bob.jsonl": FORMAT_1[:-40] + b"\n" + NEWER,
        "carl/logbook.jsonl": FORMAT_1 + DAMAGED[0],
        "dora.jsonl": b"",
        "emil.csv": b"exercise,title\n",
        "frida.jsonl": b"PK\x03\x04",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    table, messages = collect(tmp_path)
    rows = list(csv.DictReader(table.splitlines()))
    assert [row["learner"] for row in rows[:: len(exercises())]] == ["'=bob", "ada", "carl"]
    assert [(row["solved"], row["tries"]) for row in rows if row["exercise"] == "2.2"] == [
        ("no", "1"),
        ("yes", "2"),
        ("yes", "2"),
    ]
    assert [message.partition(":")[0] for message in messages] == [
        *("=bob.jsonl", "=bob.jsonl", "carl/logbook.jsonl", "dora.jsonl", "emil.csv", "frida.jsonl", "frida.jsonl")
    ]
    assert main(["collect", str(tmp_path), "--save", str(tmp_path / "class.csv")]) is None
    assert capsys.readouterr() == ("", "".join(f"{message}\n" for message in messages))
    assert (tmp_path / "class.csv").read_bytes() == b"\xef\xbb\xbf" + table.encode()
    assert main(["collect", str(tmp_path / "carl")]) is None
    assert capsys.readouterr() == (
        collect(tmp_path / "carl")[0],
        "logbook.jsonl: 1 line is damaged: kept in the file, not counted here.\n",
    )
    (tmp_path / "carl" / "logbook.jsonl").write_bytes(FORMAT_1)
    assert main(["collect", str(tmp_path / "carl")]) is None
    assert capsys.readouterr().err == ""
    (tmp_path / "empty").mkdir()
    assert main(["collect", str(tmp_path / "empty")]).startswith("no record in ")
    assert main(["collect", str(tmp_path / "none")]).startswith("there is no folder ")
