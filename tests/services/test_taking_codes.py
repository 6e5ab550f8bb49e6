"""Two people take the codes once; a printed letter says the code that votes; then all is gone."""

import csv
import json
import random
import re
import stat
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import func, select

from tests.services.polls import shared_issuer_key
from tests.services.rounds import a_plan
from tests.services.taking import BEFORE, DURING, PAIR, Office
from voting.ballotbox.errors import KeyMissing
from voting.db.models.register import KeptCode, PhaseChange
from voting.db.session import Stores, open_stores
from voting.domain.errors.casting import CodeUnknown
from voting.domain.errors.letters import (
    AlreadyDestroyed,
    CodesBeingTaken,
    CodesNotTaken,
    CodesTaken,
    FolderInUse,
    FolderOfOthers,
    LetterTooLong,
    NoCodes,
    StatementMissing,
)
from voting.domain.errors.running import PlanFrozen, TwoPeopleNeeded
from voting.interchange.letters import LetterWords
from voting.services.destroying_codes import state_destruction
from voting.services.letter_folder import filling
from voting.services.lettering import replace_print_run
from voting.services.recording import read_log
from voting.services.reissuing import reissue_letter
from voting.services.round_course import TwoPeople
from voting.services.running_rounds import create_round
from voting.settings import Settings

PART = r"([0-9A-Z]{4})"
CODE = re.compile(r"\b" + r"\s*[-\u2011]\s*".join([PART] * 4) + r"\b")
"""Four groups; what joins them is printed so that a line never ends between them."""


@pytest.fixture
def office(stores: Stores, settings: Settings, tmp_path: Path) -> Office:
    return Office(stores, settings, tmp_path)


def count_kept(office: Office) -> int:
    return office.stores.register.scalar(select(func.count()).select_from(KeptCode)) or 0


def list_keys(office: Office) -> list[Path]:
    return list(office.settings.keys_dir.parent.rglob("letters-*.key"))


def list_notices(office: Office) -> list[str]:
    log = read_log(office.stores.ballotbox, office.state.id)
    entries = [entry.read() for entry in log]
    return [entry["text_nl"] for entry in entries if entry["type"] == "notice"]


def read_references(folder: Path) -> list[str]:
    """Return whose letters are in a folder, page by page."""
    found = []
    for index in sorted(folder.glob("letters-*.csv")):
        with index.open(newline="") as file:
            found += [row["reference"] for row in csv.DictReader(file, delimiter=";")]
    return found


def read_page(document: pypdfium2.PdfDocument, page: int) -> tuple[str, str]:
    """Return the code a page prints, and what its QR code says."""
    text = document[page].get_textpage().get_text_range()
    (found,) = CODE.findall(text)
    picture = document[page].render(scale=2.5).to_pil()
    (barcode,) = zxingcpp.read_barcodes(picture)
    return "-".join(found), barcode.text


def test_codes_are_encrypted_until_they_are_taken_and_gone_after(office: Office) -> None:
    office.prepare(30, 5)
    assert count_kept(office) == 35
    assert len(list_keys(office)) == 2
    taken = office.take(kind="csv")
    assert taken.letters == 35
    rows = office.read_csv()
    assert all(office.knows(row["code"]) for row in rows)
    assert len({row["reference"] for row in rows}) == len({row["code"] for row in rows}) == 35
    assert count_kept(office) == 0
    assert list_keys(office) == []
    with pytest.raises(CodesTaken) as refusal:
        office.take("again", kind="csv")
    assert (refusal.value.by, refusal.value.confirmed_by) == ("Noor", "Ali")
    with pytest.raises(CodesTaken):
        office.take(kind="csv")


def test_no_code_stands_in_the_register_before_it_is_taken(office: Office) -> None:
    office.prepare(12)
    sealed = office.stores.register.scalars(select(KeptCode.sealed)).all()
    office.take(kind="csv")
    codes = [row["code"].replace("-", "").encode() for row in office.read_csv()]
    assert not [code for code in codes for one in sealed if code in one]


def test_one_person_under_two_names_of_case_takes_nothing(office: Office) -> None:
    office.prepare(2)
    kept = office.settings.checkpoint_dir
    for people in (TwoPeople("Noor", ""), TwoPeople("Noor", " noor ")):
        with pytest.raises(TwoPeopleNeeded):
            replace_print_run(office.stores, office.keys, office.state, people, BEFORE)
        with pytest.raises(TwoPeopleNeeded):
            state_destruction(office.stores, office.keys, office.state, people, "Weg", BEFORE, kept)
    assert count_kept(office) == 2


def test_two_pairs_at_once_get_each_letter_once_between_them(office: Office) -> None:
    office.prepare(40)

    def take_elsewhere(number: int) -> str:
        with open_stores(office.settings) as stores:
            other = Office(stores, office.settings, office.folder)
            try:
                other.take(f"letters-{number}", kind="csv")
            except (CodesTaken, CodesBeingTaken):
                return "refused"
            return f"letters-{number}"

    with ThreadPoolExecutor(4) as room:
        outcomes = list(room.map(take_elsewhere, range(4)))
    (winner,) = [one for one in outcomes if one != "refused"]
    assert len(office.read_csv(winner)) == 40
    assert [path.parent.name for path in office.folder.glob("letters-*/codes.csv")] == [winner]


def test_a_folder_that_another_fills_or_that_holds_other_things_is_refused(office: Office) -> None:
    office.prepare(2)
    (office.folder / "other").mkdir()
    (office.folder / "other" / "holiday.jpg").write_bytes(b"")
    with pytest.raises(FolderOfOthers):
        office.take("other")
    header = {"round": "", "kind": "csv"}
    with filling(office.folder / "busy", header), pytest.raises(FolderInUse):
        office.take("busy")
    with pytest.raises(FolderOfOthers):
        office.take("busy")
    assert count_kept(office) == 2


def test_without_a_roll_there_is_nothing_to_take(office: Office) -> None:
    numbers = count()
    create_round(
        office.stores, office.keys, a_plan(), BEFORE, lambda: shared_issuer_key(next(numbers))
    )
    with pytest.raises(NoCodes):
        office.take()
    with pytest.raises(NoCodes):
        replace_print_run(office.stores, office.keys, office.state, PAIR, BEFORE)


def test_ten_letters_of_many_read_back_say_the_code_that_votes(office: Office) -> None:
    office.prepare(120, 30)
    taken = office.take(batch=50, processes=2)
    assert (taken.letters, taken.batches) == (150, 4)
    folder = office.folder / "letters"
    names = sorted(path.name for path in folder.glob("*.pdf"))
    assert names == [f"letters-noord-000{n}.pdf" for n in (1, 2, 3)] + ["letters-zuid-0001.pdf"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())
    assert Counter(read_references(folder)).most_common(1)[0][1] == 1
    office.open()
    chance = random.Random(4)  # it only picks letters
    pages = [(name, page) for name in names for page in range(30 if "zuid" in name else 20)]
    for name, page in chance.sample(pages, 10):
        content = (folder / name).read_bytes()
        assert b"/MarkInfo" in content
        assert b"pdfuaid:part" in content
        with pypdfium2.PdfDocument(content) as document:
            code, link = read_page(document, page)
        area = name.split("-")[1]
        assert link == f"https://stem.example/nl/voorjaar/{area}/plans#{code}"
        plan = "boom" if area == "noord" else "tuin"
        assert len(office.cast(code, {plan: 5}, area).codes) == 5


def test_words_that_do_not_fit_one_page_are_refused_before_anything_is_taken(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.prepare(3)
    half = {
        "language": "nl",
        "heading": "Kop",
        "lead": ["Lang. " * 2_000],
        "steps": [],
        "parts": [],
    }
    plain = office.order().writer.write_letter

    def write_long(self: object, facts: object) -> LetterWords:
        short = plain(facts)  # type: ignore[arg-type]  # it stands in for a method
        return LetterWords(short.area, short.page, {**short.words, "halves": [half]})

    with monkeypatch.context() as patch:
        patch.setattr("tests.services.taking.PlainWriter.write_letter", write_long)
        with pytest.raises(LetterTooLong):
            office.take()
    assert not (office.folder / "letters").exists()
    assert office.take().letters == 3


def test_the_log_says_after_the_set_up_that_codes_were_taken(office: Office) -> None:
    office.prepare(12, 3)
    office.take(kind="csv")
    office.open()
    (notice,) = list_notices(office)
    assert "Twee mensen" in notice
    assert "2027-01-30" in notice
    assert "Noord: 12" in notice
    assert "Zuid" not in notice
    assert "Noor " not in notice.replace("Noord", "")


def test_codes_taken_after_opening_are_in_the_log_at_once(office: Office) -> None:
    office.prepare(12, 1)
    office.open()
    assert list_notices(office) == []
    office.take(kind="csv", at=DURING)
    assert len(list_notices(office)) == 1
    acts = office.stores.register.scalars(select(PhaseChange).where(PhaseChange.act == "roll"))
    last = list(acts)[-1]
    assert (last.by_name, last.confirmed_by) == ("Noor", "Ali")
    assert json.loads(last.facts) == {"taken": "csv", "print_run": 1, "letters": 13}


def test_a_reissued_letter_is_not_printed_with_its_old_code(office: Office) -> None:
    office.prepare(12, 1)
    office.open()
    made = reissue_letter(
        office.stores, office.keys, office.state, "n00003", at=DURING,
        checkpoint_dir=office.settings.checkpoint_dir,
    )  # fmt: skip
    office.take(kind="csv", at=DURING)
    assert "n00003" not in {row["reference"] for row in office.read_csv()}
    assert office.knows(made.code)


def test_a_spoiled_print_run_is_replaced_whole_before_opening(office: Office) -> None:
    office.prepare(12, 2)
    office.take("spoiled", kind="csv")
    old = {row["reference"]: row for row in office.read_csv("spoiled")}
    assert replace_print_run(office.stores, office.keys, office.state, PAIR, BEFORE) == 14
    with pytest.raises(FolderOfOthers):
        office.take("spoiled", kind="csv")
    office.take(kind="csv")
    new = {row["reference"]: row for row in office.read_csv()}
    assert new.keys() == old.keys()
    assert all(new[one]["roll_index"] == old[one]["roll_index"] for one in old)
    assert not any(office.knows(row["code"]) for row in old.values())
    office.open()
    with pytest.raises(CodeUnknown):
        office.cast(old["n00001"]["code"], {"boom": 1})
    assert office.cast(new["n00001"]["code"], {"boom": 1}).first
    with pytest.raises(PlanFrozen):
        replace_print_run(office.stores, office.keys, office.state, PAIR, DURING)


def test_new_codes_while_somebody_takes_the_old_ones_leave_them_nothing(office: Office) -> None:
    office.prepare(5)
    office.take("first", kind="csv")
    replace_print_run(office.stores, office.keys, office.state, PAIR, BEFORE)
    assert len(list_keys(office)) == 2
    assert {path.stem for path in list_keys(office)} == {"letters-2"}


def test_codes_whose_key_is_lost_are_lost_and_can_be_made_anew(office: Office) -> None:
    office.prepare(5)
    office.keys.destroy(office.state.id, "letters-1")
    with pytest.raises(KeyMissing):
        office.take()
    assert replace_print_run(office.stores, office.keys, office.state, PAIR, BEFORE) == 5
    assert office.take("new", kind="csv").letters == 5


def test_destruction_is_stated_once_by_two_people_and_published(office: Office) -> None:
    office.prepare(12, 1)
    given = (office.stores, office.keys)
    kept = office.settings.checkpoint_dir
    with pytest.raises(CodesNotTaken):
        state_destruction(*given, office.state, PAIR, "Versnipperd", BEFORE, kept)
    office.take(kind="csv")
    for nothing in (" ", "x" * 2_001):
        with pytest.raises(StatementMissing):
            state_destruction(*given, office.state, PAIR, nothing, BEFORE, kept)
    state_destruction(*given, office.state, PAIR, "Versnipperd bij de drukker", BEFORE, kept)
    with pytest.raises(AlreadyDestroyed):
        state_destruction(*given, office.state, PAIR, "Nog eens", BEFORE, kept)
    office.open()
    assert len(list_notices(office)) == 2
    assert list_notices(office)[1].endswith("Versnipperd bij de drukker")
