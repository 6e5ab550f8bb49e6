"""What the databases, their files and the loggers hold: nothing that joins a voter and a choice.

The register never holds a code, slip key, token or choice; the ballot box never holds a code or
a roll entry, and what it holds of a vote cannot be read without keys that are destroyed.
"""

import io
import logging
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Row, inspect, make_url, select, text
from sqlalchemy.orm import Session

from tests.databases import DatabaseServer
from tests.services.polls import Poll, an_attempt, open_poll
from voting.ballotbox import codes
from voting.ballotbox.blind_rsa import load_private_key
from voting.ballotbox.encoding import b64
from voting.ballotbox.keys import commitment, slip_salt
from voting.ballotbox.receipts import Promise, parse_receipt
from voting.ballotbox.sealing import open_sealed
from voting.ballotbox.slips import SlipSecrets, derive_slip_secrets, token_message
from voting.ballotbox.tokens import encode_pss
from voting.db.base import AreaId
from voting.db.models.ballotbox import StoredSlip
from voting.db.models.register import Issuance, RollEntry
from voting.db.session import Stores
from voting.domain.errors.casting import AlreadyVoted, CodeUnknown, TooManyTries
from voting.services.casting import open_cipher
from voting.services.commitments import read_published
from voting.services.recording import read_log
from voting.services.server_agent import ServerAgent
from voting.services.stored_slips import PAPER
from voting.settings import Settings

CLOCKS = ("DATE", "TIME")


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings, {"noord": 24, "zuid": 1})


def dump(session: Session) -> dict[str, bytes]:
    """Return every value of every table, as bytes, text in UTF-8; by table."""
    found = {}
    for table in inspect(session.get_bind()).get_table_names():
        rows = session.execute(select(text("*")).select_from(text(f'"{table}"'))).all()
        found[table] = b"\0".join(_write(value) for row in rows for value in row)
    session.rollback()
    return found


def _write(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def read_files(settings: Settings, name: str) -> bytes:
    """Return the raw bytes of an SQLite database with its write-ahead log; nothing elsewhere."""
    url = make_url(settings.register_url if name == "register" else settings.ballotbox_url)
    if url.drivername != "sqlite":
        return b""
    file = Path(url.database or "")
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def spell(value: bytes) -> set[bytes]:
    """Return the ways in which bytes might be written down."""
    return {value, b64(value).encode(), value.hex().encode(), value.hex().upper().encode()}


def find_secrets(poll: Poll, code: str) -> tuple[set[bytes], set[bytes], set[bytes]]:
    """Return what tells a code, what tells its slips, and what tells its roll entry."""
    setup = read_published(poll.stores, poll.round_id).setup
    area, salt_key = setup.areas[poll.area_ids["noord"]], poll.keys.load(poll.round_id).salt
    salt = slip_salt(salt_key, poll.round_id, poll.roll_indexes[code])
    secret = codes.stretch(code, poll.round_id)
    slips = derive_slip_secrets(
        secret, salt, poll.round_id, area.area, setup.rights, area.issuer_key.modulus
    )
    of_code = {code.encode(), codes.group_code(code).encode(), *spell(secret)}
    of_slips = set().union(*(spell(slip.public) for slip in slips))
    of_slips |= {codes.slip_code(slip.public).encode() for slip in slips}
    row = poll.stores.register.execute(
        select(RollEntry.nonce, RollEntry.lookup, RollEntry.reference, Issuance.code_key)
        .join(Issuance, Issuance.roll_index == RollEntry.roll_index)
        .where(RollEntry.roll_index == poll.roll_indexes[code])
    ).one()
    of_roll = spell(row.nonce) | spell(row.lookup) | spell(row.code_key) | spell(salt)
    return of_code, of_slips, of_roll | {row.reference.encode()}


def hold(haystack: bytes, needles: set[bytes]) -> list[bytes]:
    """Return the needles that stand in the haystack."""
    return [needle for needle in needles if needle in haystack]


def test_register_and_ballot_box_hold_nothing_that_joins_them(poll: Poll) -> None:
    letters = poll.letters["noord"]
    for code in letters[:21]:
        poll.cast(code, {"boom": 3, "doel": 2})
    with pytest.raises(AlreadyVoted) as refusal:
        poll.cast(letters[0], {"bank": 5})
    poll.cast(letters[0], {"bank": 5}, replaces=refusal.value.replaces)
    secrets = [find_secrets(poll, code) for code in letters[:21]]
    tokens = _list_tokens(poll)
    register = b"\0".join(dump(poll.stores.register).values())
    box = b"\0".join(dump(poll.stores.ballotbox).values())
    register += read_files(poll.settings, "register")
    box += read_files(poll.settings, "ballotbox")
    assert hold(register, tokens) == hold(box, tokens) == []
    for of_code, of_slips, of_roll in secrets:
        assert hold(register, of_code | of_slips) == []
        assert hold(box, of_code | of_slips | of_roll) == []
    for haystack in (register, box):
        assert hold(haystack, {bytes(poll.round_id)}), "the scan would find what is there"


def test_bodies_are_of_one_length_whether_web_paper_or_replaced(poll: Poll) -> None:
    first, second, third = poll.letters["noord"][:3]
    poll.cast(first, {"boom": 3, "doel": 2})
    poll.cast(second, {"bank": 1}, channel=PAPER)
    poll.cast(third, {"boom": 1})
    for chosen in ({"boom": 5}, {"bank": 5}, {"doel": 4}):
        with pytest.raises(AlreadyVoted) as refusal:
            poll.cast(third, chosen)
        poll.cast(third, chosen, replaces=refusal.value.replaces)
    bodies = poll.stores.ballotbox.scalars(select(StoredSlip.body)).all()
    assert len(bodies) == 15
    assert len({len(body) for body in bodies}) == 1


def test_the_server_of_the_database_writes_nothing_down(
    poll: Poll, backend: str, request: pytest.FixtureRequest
) -> None:
    """Not even when it logs every statement that fails, with its values."""
    letters = poll.letters["noord"]
    for code in letters[:2]:
        poll.cast(code, {"boom": 3, "doel": 2})
    with pytest.raises(AlreadyVoted):
        poll.cast(letters[0], {"bank": 5})
    with pytest.raises(CodeUnknown):
        poll.cast(codes.make_code(), {"boom": 1})
    told = b""
    if backend == "postgresql":
        server: DatabaseServer = request.getfixturevalue("postgres")
        server.provoke_an_error("a mark in the log")
        told = server.read_log()
        assert b"a mark in the log" in told
    for code in letters[:2]:
        assert hold(told, set().union(*find_secrets(poll, code))) == []


def test_after_closing_the_box_holds_only_what_is_published(poll: Poll) -> None:
    """Replaced slips and the rows themselves are gone, from the file and its log too."""
    code = poll.letters["noord"][0]
    first = _parse(poll, poll.cast(code, {"boom": 5}).lines)
    with pytest.raises(AlreadyVoted) as refusal:
        poll.cast(code, {"bank": 5})
    poll.cast(code, {"bank": 5}, replaces=refusal.value.replaces)
    bodies = {bytes(body) for body in poll.stores.ballotbox.scalars(select(StoredSlip.body))}
    slots = set(poll.stores.ballotbox.scalars(select(StoredSlip.slot)))
    poll.close()
    raw = b"\0".join(dump(poll.stores.ballotbox).values()) + read_files(poll.settings, "ballotbox")
    assert hold(raw, bodies | slots) == []
    assert hold(raw, set().union(*(spell(slip.hash) for slip in first.slips))) == []


def test_a_valid_blinding_exists_for_every_issue_and_every_slip(poll: Poll) -> None:
    """With issuer key and all rows, any slip may have come from any issue (RFC 9474, 7.1)."""
    setup = read_published(poll.stores, poll.round_id).setup
    area = setup.areas[poll.area_ids["noord"]]
    private = poll.keys.load(poll.round_id).issuer(area.area)
    blinded: list[int] = []
    secrets: list[SlipSecrets] = []
    for code in poll.letters["noord"][:3]:
        salt = slip_salt(poll.keys.load(poll.round_id).salt, poll.round_id, poll.roll_indexes[code])
        agent = ServerAgent.from_code(code, salt, poll.round_id, area, setup.rights)
        blinded += [int.from_bytes(value) for value in agent.ask(poll.roll_indexes[code]).blinded]
        secrets += agent.slips
    modulus = area.issuer_key.modulus
    exponent = pow(65537, -1, (int(private.p) - 1) * (int(private.q) - 1))
    for value in blinded[:5]:
        for slip in secrets[-5:]:
            message = token_message(poll.round_id, area.area, slip.public)
            encoded = int.from_bytes(encode_pss(message, slip.pss_salt))
            factor = pow(value * pow(encoded, -1, modulus) % modulus, exponent, modulus)
            assert encoded * pow(factor, 65537, modulus) % modulus == value


def test_no_order_or_clock_leads_from_a_vote_to_its_voter(poll: Poll) -> None:
    letters = poll.letters["noord"][:20]
    cast = [_parse(poll, poll.cast(code, {"boom": 5}).lines) for code in letters]
    for session in (poll.stores.register, poll.stores.ballotbox):
        tables = inspect(session.get_bind())
        for table in ("slip", "issuance", "roll_entry", "log_entry", "checkpoint", "box_state"):
            if table in tables.get_table_names():
                for column in tables.get_columns(table):
                    assert not str(column["type"]).upper().startswith(CLOCKS)
                    assert column.get("autoincrement") is not True
    poll.close()
    places = {e.leaf: e.position for e in read_log(poll.stores.ballotbox, poll.round_id)}
    ranks = [statistics.mean(places[slip.hash] for slip in promise.slips) for promise in cast]
    assert abs(statistics.correlation(range(len(ranks)), ranks)) < 0.75


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_sqlite_keeps_no_row_numbers(poll: Poll) -> None:
    for session, tables in (
        (poll.stores.register, ("roll_entry", "issuance", "revoked_code", "failed_code")),
        (poll.stores.ballotbox, ("slip", "log_entry", "checkpoint", "box_state", "opened_slip")),
    ):
        for table in tables:
            with pytest.raises(Exception, match="no such column"):
                session.execute(select(text("rowid")).select_from(text(table)))
            session.rollback()


def test_before_close_databases_app_keys_and_one_share_tell_no_choice(poll: Poll) -> None:
    """Everything the server has, in full: what is sealed opens with the trustees' secret only."""
    choices = ({"boom": 5}, {"bank": 5}, {"doel": 5})
    for code, chosen in zip(poll.letters["noord"], choices, strict=False):
        poll.cast(code, chosen)
    cipher = open_cipher(poll.keys, poll.round_id)
    rows = poll.stores.ballotbox.execute(
        select(StoredSlip.area, StoredSlip.slot, StoredSlip.body)
    ).all()
    everything = b""
    for area, slot, body in rows:
        kept = cipher.unlock(area, slot, bytes(body))
        everything += b"".join((kept.slip.sealed, kept.attempt, kept.channel.encode()))
    assert hold(everything, {b"boom", b"bank", b"doel"}) == []
    lengths = {len(body) for *_, body in rows}
    assert len(lengths) == 1, "a stored slip's size would tell its choice"
    _check_other_keys_do_not_open(poll, rows)


def _check_other_keys_do_not_open(poll: Poll, rows: Sequence[Row[AreaId, bytes, bytes]]) -> None:
    cipher = open_cipher(poll.keys, poll.round_id)
    held = poll.keys.load(poll.round_id)
    for secret in (held.box, held.salt, held.lookup, held.box_body):
        private = X25519PrivateKey.from_private_bytes(secret)
        for area, slot, body in rows:
            slip = cipher.unlock(area, slot, bytes(body)).slip
            assert open_sealed(private, slip.sealed, poll.round_id, area, slip.key) is None


class Everything(logging.Handler):
    """Keeps every record of every logger."""

    def __init__(self) -> None:
        super().__init__(level=0)
        self.written = io.StringIO()
        self.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.written.write(self.format(record) + "\n")


@pytest.fixture
def everything() -> Iterator[Everything]:
    """Listen to every logger at every level, to SQLAlchemy's statements and parameters too.

    Only the rows that SQLAlchemy reads are left out: it shows those at DEBUG, never at INFO.
    """
    handler = Everything()
    levels = {"": logging.DEBUG, "voting": logging.DEBUG, "sqlalchemy.engine": logging.INFO}
    before = {name: logging.getLogger(name).level for name in levels}
    logging.getLogger().addHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    yield handler
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def test_nothing_logged_tells_a_code_a_slip_or_a_choice(
    poll: Poll, everything: Everything, capfd: pytest.CaptureFixture[str]
) -> None:
    code, wrong, page = poll.letters["noord"][0], codes.make_code(), an_attempt()
    poll.cast(code, {"boom": 3}, attempt=page, network="192.0.2.77")
    with pytest.raises(AlreadyVoted) as refusal:
        poll.cast(code, {"bank": 5})
    for _ in range(12):
        with pytest.raises((CodeUnknown, TooManyTries)):
            poll.cast(wrong, {"doel": 5}, network="192.0.2.77")
    poll.cast(code, {"bank": 5}, replaces=refusal.value.replaces)
    logging.getLogger("voting").info("listening")
    said = everything.written.getvalue() + "".join(capfd.readouterr())
    assert "listening" in said
    of_code, of_slips, of_roll = find_secrets(poll, code)
    needles = of_code | of_slips | of_roll | {wrong.encode(), page.encode(), b"192.0.2.77"}
    needles |= {b"boom", b"bank", b"doel", str(poll.roll_indexes[code]).encode()}
    assert hold(said.encode(), needles) == []


def test_the_issuer_key_file_is_the_only_place_of_the_issuer_key(poll: Poll) -> None:
    path = next(poll.settings.keys_dir.rglob("issuer-*.key"))
    number = load_private_key(path.read_bytes()).p
    prime = int(number).to_bytes(192)
    for session in (poll.stores.register, poll.stores.ballotbox):
        assert hold(b"\0".join(dump(session).values()), spell(prime)) == []


def test_the_register_opens_its_published_commitments_only_with_the_code(poll: Poll) -> None:
    """What is published before close tells no code: the nonce stays in the register."""
    row = poll.stores.register.execute(select(RollEntry.nonce, RollEntry.commitment)).first()
    assert row is not None
    assert commitment(bytes(32), bytes(32)) != row.commitment
    published = b"".join(entry.line for entry in read_log(poll.stores.ballotbox, poll.round_id))
    assert hold(published, spell(row.nonce)) == []


def _list_tokens(poll: Poll) -> set[bytes]:
    cipher = open_cipher(poll.keys, poll.round_id)
    rows = poll.stores.ballotbox.execute(
        select(StoredSlip.area, StoredSlip.slot, StoredSlip.body)
    ).all()
    kept = [cipher.unlock(area, slot, bytes(body)).slip for area, slot, body in rows]
    assert len(kept) == 105
    return set().union(*(spell(slip.token) | spell(slip.sealed) for slip in kept))


def _parse(poll: Poll, lines: str) -> Promise:
    key = read_published(poll.stores, poll.round_id).setup.promise_key
    return parse_receipt(lines.encode(), key)
