"""Opening the box: first the lot is drawn in public, then the trustees' secret releases the keys.

Nothing is opened here. The keys are published, and with them anybody opens every slip.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballotbox.checkpoints import verify_checkpoint
from voting.ballotbox.encoding import unb64
from voting.ballotbox.entries import make_key_release, make_seed
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.sealing import derive_area_key
from voting.ballotbox.slips import SetupFacts
from voting.ballotbox.verify.report import Report
from voting.db.session import Stores
from voting.domain.errors.counting import (
    BoxAlreadyOpened,
    BoxNotClosed,
    SecretDoesNotMatch,
    SeedDrawn,
    SeedMissing,
    SeedUnfit,
    WrongPhase,
)
from voting.domain.rounds import Phase
from voting.services.closing import find_stage_now
from voting.services.commitments import read_published
from voting.services.destroying_codes import refuse_while_codes_exist
from voting.services.emptying import check_published
from voting.services.recording import find_entry, read_head, record
from voting.services.round_course import changing, take_step
from voting.services.round_state import RoundState

LONGEST_SEED = 200
FEWEST_ISSUANCES = 20
FEW_ISSUANCES = "few-issuances"
FINDINGS = "findings"
RELEASED = ("key_release", "tally", "allocation")
"""Where a log stands once the keys are in it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Which voting areas were opened, and why others were not; slugs."""

    opened: tuple[str, ...]
    skipped: Mapping[str, str]


def record_seed(
    stores: Stores, keys: KeyFolder, state: RoundState, seed: str, checkpoint_dir: Path
) -> None:
    """Put the words of the public draw in the log, before anybody can know a total.

    Raises:
        SeedUnfit: it is empty or longer than 200 characters.
        BoxNotClosed: the box must close first.
        SeedDrawn: it was drawn already.
    """
    if not 1 <= len(seed) <= LONGEST_SEED:
        raise SeedUnfit(len(seed))
    stage = find_stage_now(stores, state.id)
    if stage in ("setup", "issue", "slip"):
        raise BoxNotClosed
    if stage != "close":
        raise SeedDrawn
    record(stores, keys, state.id, [make_seed(seed)], checkpoint_dir)


def open_box(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    secret: bytes,
    *,
    at: datetime,
    checkpoint_dir: Path,
) -> Opened:
    """Publish the sealing keys that follow from the trustees' secret, 32 bytes.

    An area with findings, or with fewer than 20 issuances, is not opened: its pot stays reserve.

    Raises:
        WrongPhase, BoxNotClosed, SeedMissing, BoxAlreadyOpened: it is not the moment.
        CodesNotDestroyed: nobody stated yet that the printed codes are gone.
        SecretDoesNotMatch: the secret is not the one of the keys in `setup`.
        BundleUnsound: the verifier found what no single area can be blamed for.
    """
    check_moment(stores, state)
    if find_stage_now(stores, state.id) != "seed":
        return _catch_up(stores, state, at)
    setup = read_published(stores, state.id).setup
    private = _derive_keys(setup, secret)
    _check_signed(stores, setup)
    report = check_published(stores, state.id)
    skipped = find_skipped(setup, report)
    released = {area: key for area, key in private.items() if area not in skipped}
    with changing(stores, state.id) as row:
        take_step(stores.register, row, Phase.OPENED, at)
        entry = make_key_release(
            {area: key.private_bytes_raw() for area, key in released.items()}, skipped
        )
        record(stores, keys, state.id, [entry], checkpoint_dir)
    return _tell(state, released, skipped)


def find_skipped(setup: SetupFacts, report: Report) -> dict[bytes, str]:
    """Return the areas that must stay closed, with the reason."""
    damaged = {finding.area for finding in report.findings}
    skipped = {}
    for area in setup.areas:
        if area in damaged:
            skipped[area] = FINDINGS
        elif report.areas[area].issued < FEWEST_ISSUANCES:
            skipped[area] = FEW_ISSUANCES
    return skipped


def check_moment(stores: Stores, state: RoundState) -> None:
    """Check that the box can be opened now, before anybody hands in a share.

    Also when its keys are in the log already but the register did not get to know it.

    Raises:
        WrongPhase, BoxNotClosed, SeedMissing, BoxAlreadyOpened: it is not the moment.
        CodesNotDestroyed: nobody stated yet that the printed codes are gone.
    """
    if state.phase is Phase.VOTING:
        raise BoxNotClosed
    stage = find_stage_now(stores, state.id)
    if stage == "close":
        raise SeedMissing
    if stage == "seed" and state.phase is Phase.CLOSED:
        refuse_while_codes_exist(stores, state.id)
    if stage in RELEASED and state.phase is not Phase.CLOSED:
        raise BoxAlreadyOpened
    if state.phase is not Phase.CLOSED:
        raise WrongPhase(state.phase, Phase.CLOSED)


def _catch_up(stores: Stores, state: RoundState, at: datetime) -> Opened:
    """Take the step of a run that died after its keys were in the log."""
    release = find_entry(stores.ballotbox, state.id, "key_release")
    if release is None:
        raise LookupError("key_release")
    with changing(stores, state.id) as row:
        take_step(stores.register, row, Phase.OPENED, at)
    released = [unb64(one["area"], 16) for one in release["areas"]]
    skipped = {unb64(one["area"], 16): one["reason"] for one in release["skipped"]}
    return _tell(state, released, skipped)


def _tell(state: RoundState, released: Iterable[bytes], skipped: Mapping[bytes, str]) -> Opened:
    slugs = state.area_slugs
    return Opened(
        tuple(sorted(slugs[area] for area in released)),
        {slugs[area]: reason for area, reason in skipped.items()},
    )


def _check_signed(stores: Stores, setup: SetupFacts) -> None:
    """Check that `close` and `seed` stand under the round's own signature."""
    head = read_head(stores.ballotbox, setup.round_id)
    verify_checkpoint(head.note, setup.round_id, setup.log_key)
    for kind, refusal in (("close", BoxNotClosed), ("seed", SeedMissing)):
        if find_entry(stores.ballotbox, setup.round_id, kind) is None:
            raise refusal


def _derive_keys(setup: SetupFacts, secret: bytes) -> dict[bytes, X25519PrivateKey]:
    private = {area: derive_area_key(secret, setup.round_id, area) for area in setup.areas}
    for area, key in private.items():
        if key.public_key().public_bytes_raw() != setup.areas[area].seal_key:
            raise SecretDoesNotMatch
    return private
