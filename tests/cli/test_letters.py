"""Roll, letters and desk by command: what is printed, and what is refused in words."""

from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask

from tests.cli.test_round import AREA, OPENS, PLAN, TWO, Terminal
from voting.demo import OPEN_ROUND


@pytest.fixture
def terminal(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(app, tmp_path)
    monkeypatch.setattr("voting.cli.desk.read_clock", lambda: made.clock)
    made.run("create", OPEN_ROUND, "--ids-out", tmp_path / "ids.json")
    for _ in range(3):
        made.run("advance")
    return made


def read_text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_preview_says_what_a_roll_holds_and_writes_nothing(terminal: Terminal) -> None:
    (preview,) = terminal.run("import-roll", terminal.write_roll(3), "--check")
    assert preview["columns"] == ["kenmerk", "gebied"]
    assert preview["entitled"] == {area.slug: 3 for area in PLAN.voting_areas}
    wrong = terminal.folder / "wrong.csv"
    wrong.write_text(f"kenmerk;gebied\nJan Jansen;{AREA.slug}\n")
    result = terminal.try_out("import-roll", wrong, "--check")
    assert result.exit_code == 1
    assert "wrong.csv, line 2" in result.stdout
    assert terminal.try_out("letters", terminal.folder / "letters", *TWO).exit_code == 1


def test_letters_and_the_desk_from_import_to_a_vote_on_paper(terminal: Terminal) -> None:
    folder = terminal.folder
    terminal.run("import-roll", terminal.write_roll(200), "--peildatum", "2027-01-01")
    terminal.run("new-codes", *TWO)
    (made,) = terminal.run("letters", folder / "letters", "--batch", 200, *TWO)
    assert (made["letters"], made["batches"]) == (600, 3)
    letter = read_text(folder / "letters" / f"letters-{AREA.slug}-0001.pdf")
    assert "01-01-2027" in letter
    assert f"{AREA.slug}-0" in letter
    result = terminal.try_out("letters", folder / "again", *TWO)
    assert "Noor and Ali" in result.stderr
    terminal.run("make-shares", folder / "shares")
    terminal.clock = OPENS + timedelta(hours=1)
    (opened,) = terminal.run("open")
    new = folder / "new.pdf"
    (said,) = terminal.run("reissue", f"{AREA.slug}-7", "--by", "Noor", "--letter", new)
    assert "code" not in said
    assert terminal.try_out("reissue", f"{AREA.slug}-8", "--letter", new).exit_code == 1
    text = read_text(new)
    assert opened["setup_hash"][:8] in text
    code = next(line for line in text.splitlines() if line.count("-") + line.count("‑") == 3)
    vote_on_paper(terminal, "".join(one for one in code if one.isalnum()))


def vote_on_paper(terminal: Terminal, code: str) -> None:
    """Enter a form twice, with one mistake in between, and read its receipt."""
    folder, form = terminal.folder, ("--code", code, "--received", "2027-05-25")
    terminal.run("paper-form", AREA.slug, folder / "form.pdf")
    terminal.run("paper-form", AREA.slug, folder / "large.pdf", "--large")
    assert PLAN.initiatives_in(AREA)[0].title.get("en") in read_text(folder / "form.pdf")
    terminal.run("paper-enter", 1, 1, *form, "--plans", "1 1 2 0 0", "--by", "Noor")
    again = ("paper-again", 1, 1, *form, "--by", "Ali", "--receipt", folder / "receipt.pdf")
    result = terminal.try_out(*again, "--plans", "1 2 2", "--yes")
    assert result.exit_code == 1
    assert "boxes differ" in result.stderr
    (done,) = terminal.run(*again, "--plans", "1 1 2 0 0")
    assert (done["entered"], done["cast"]) == (0, 1)
    assert "You have voted" in read_text(folder / "receipt.pdf")
    terminal.run("paper-aside", 1, 2, "--reason", "Onleesbaar", "--by", "Noor")
    assert "numbers" in terminal.try_out(*again, "--plans", "een").output
