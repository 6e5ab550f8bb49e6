"""Casting a vote: from a letter's code and a selection to a receipt.

The server plays the voter's agent in memory. It keeps and logs nothing that joins a code or a
roll entry with a slip or a choice. Whoever tries again after a lost answer gets the same rights,
and for the same look-over page the same receipt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voting.ballotbox import codes
from voting.ballotbox.encoding import unb64
from voting.ballotbox.errors import CodeMistyped as Mistyped
from voting.ballotbox.errors import KeyMissing, Malformed
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.keys import slip_salt
from voting.ballotbox.receipts import PromisedSlip, make_promise
from voting.ballotbox.slips import Slip, check_slip
from voting.db.session import Stores
from voting.domain.errors.casting import (
    AttemptMalformed,
    CodeMistyped,
    CommitmentBroken,
    RoundClosed,
)
from voting.domain.rights import check_selection, expand_to_slips
from voting.services.box import BallotBox, BoxIsClosed, is_open
from voting.services.commitments import Published, read_fixed
from voting.services.issuing import (
    check_area,
    find_entitled,
    issue_rights,
    refuse_unless_open,
)
from voting.services.round_state import RoundState
from voting.services.server_agent import ServerAgent
from voting.services.stored_slips import ATTEMPT_BYTES, WEB, BoxCipher, KeptSlip, mark_attempt


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a resident gets: five slip codes, and a promise that can be held against the server.

    `setup_hash` is hexadecimal, `area` a slug, `codes` sorted. `promise` is canonical JSON,
    `signature` the promise key's over it (base64url). `first` tells whether no vote was replaced.
    """

    setup_hash: str
    area: str
    codes: tuple[str, ...]
    promise: str
    signature: str
    first: bool

    @property
    def lines(self) -> str:
        """Return the two lines that a receipt file ends with."""
        return f"promise: {self.promise}\nsignature: {self.signature}\n"


def cast_vote(  # noqa: PLR0913  # a vote is all of this; keywords name it
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    *,
    code: str,
    area: str,
    selection: Mapping[str, int],
    attempt: str,
    replaces: Sequence[str] = (),
    network: str = "",
    channel: str = WEB,
    at: datetime,
) -> Receipt:
    """Cast `selection` (initiative id → rights) in voting area `area` (slug); return the receipt.

    `attempt` is the look-over page's 16 random bytes (base64url): the same page sent again gets
    the same receipt. `replaces` are the leaf hashes that an `AlreadyVoted` named. `network` is
    counted when the code is wrong, never otherwise. A `channel` "paper" never replaces a vote.

    Raises:
        Refused: for a selection, see `domain.rights`; for a code and the round's course, see
            `services.issuing`; AlreadyVoted and PaperAfterVote, see `services.box`;
            CodeMistyped, AttemptMalformed: they cannot be what they should be.
    """
    chosen = check_selection(state.plan, area, selection)
    _check_times(state, at)
    known = _read_code(code)
    mark, replaced = _read_attempt(attempt), _read_hashes(replaces)
    entitled = find_entitled(stores, keys, state, known, network, at)
    check_area(state, entitled, area)
    published = read_fixed(stores, state.id)
    agent = _make_agent(keys, published, known, entitled.roll_index, entitled.area)
    try:
        blind_signatures = issue_rights(stores, keys, state, agent.ask(entitled.roll_index), at)
        slips = agent.fill_in(blind_signatures, expand_to_slips(chosen, published.setup.rights))
        vote = [
            KeptSlip(slip, (), mark_attempt(mark, chosen, slip.key), channel)
            for slip in check_slips(published, slips)
        ]
        box = BallotBox(stores.ballotbox, state.id, open_cipher(keys, state.id))
        kept = box.put(vote, replaced)
    except (BoxIsClosed, KeyMissing) as late:
        # The box closed while this vote was under way; its keys may be destroyed already.
        if isinstance(late, KeyMissing) and _is_still_open(stores, state):
            raise
        raise RoundClosed(state.plan.times.closes, state.plan.times.results_on) from None
    return make_receipt(keys, published, area, kept)


def check_slips(published: Published, slips: Sequence[Slip]) -> Sequence[Slip]:
    """Return the slips as the box takes them: token, key and signature hold, all distinct.

    Raises:
        Malformed: one does not hold, as no honest agent makes it.
    """
    faults = [fault for slip in slips if (fault := check_slip(slip, published.setup))]
    if faults or len({slip.key for slip in slips}) != published.setup.rights:
        raise Malformed("not the slips of one vote")
    return slips


def make_receipt(
    keys: KeyFolder, published: Published, area: str, kept: Sequence[KeptSlip]
) -> Receipt:
    """Sign, after the commit, what the box holds of a vote; `area` is a slug."""
    signed = make_promise(
        keys.load(published.setup.round_id).promise,
        published.setup.round_id,
        published.setup_hash,
        kept[0].slip.area,
        [PromisedSlip(one.slip.key, one.slip.leaf_hash(), one.earlier) for one in kept],
    )
    return Receipt(
        published.setup_hash.hex(),
        area,
        tuple(sorted(codes.slip_code(one.slip.key) for one in kept)),
        signed.text,
        signed.signature,
        first=not any(one.earlier for one in kept),
    )


def open_cipher(keys: KeyFolder, round_id: bytes) -> BoxCipher:
    """Return the cipher of a round's box."""
    round_keys = keys.load(round_id)
    return BoxCipher(round_keys.box, round_keys.box_body, round_id)


def _make_agent(
    keys: KeyFolder, published: Published, code: str, roll_index: int, area: bytes
) -> ServerAgent:
    setup = published.setup
    if area not in setup.areas:
        raise CommitmentBroken
    salt = slip_salt(keys.load(setup.round_id).salt, setup.round_id, roll_index)
    return ServerAgent.from_code(code, salt, setup.round_id, setup.areas[area], setup.rights)


def _is_still_open(stores: Stores, state: RoundState) -> bool:
    """Ask anew: what this session read while the vote was made shows the box as it was then."""
    stores.ballotbox.rollback()
    return is_open(stores.ballotbox, state.id)


def _check_times(state: RoundState, at: datetime) -> None:
    times = state.plan.times
    refuse_unless_open(state.phase, state.closing, times.opens, times.closes, times.results_on, at)


def _read_code(text: str) -> str:
    try:
        return codes.parse_code(text)
    except Mistyped:
        raise CodeMistyped from None


def _read_attempt(text: str) -> bytes:
    try:
        return unb64(text, ATTEMPT_BYTES)
    except Malformed:
        raise AttemptMalformed from None


def _read_hashes(texts: Sequence[str]) -> frozenset[bytes]:
    try:
        return frozenset(unb64(text, 32) for text in texts)
    except Malformed:
        # Equal to nothing the box holds: over a vote, the page with the right ones is shown.
        return frozenset({b""})
