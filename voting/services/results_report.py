"""The facts of the results report that stand in no result record: where a round and its log are.

The record has the money; this adds what was checked, when, and by which marks it can be found
again. Nothing here names a person.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from voting.ballotbox.checkpoints import parse_checkpoint
from voting.db.models.register import PhaseChange
from voting.db.session import Stores
from voting.domain.allocation import allocate_round
from voting.domain.complaints import Proof
from voting.domain.result_checks import SelfCheck, check_result
from voting.domain.results import AreaStatus, RoundResult
from voting.domain.software import VERSION
from voting.services.complaining import list_complaints
from voting.services.counting import load_money, write_result
from voting.services.frozen_files import RULES, read_parts
from voting.services.recording import read_head
from voting.services.round_state import RoundState

SOFTWARE = "buurtrechten"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to the round: the act, the phase then, and when."""

    act: str
    phase: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the report says beside the record. Hashes are hexadecimal digits.

    `root` is that of the signed log of `entries` entries; `complaints` counts reports of
    counting errors: all of them, those a receipt proves, and those that were answered.
    """

    software: str
    rules_hash: str
    result_hash: str
    entries: int
    root: str
    course: tuple[Step, ...]
    checks: tuple[SelfCheck, ...]
    complaints: int
    proven: int
    answered: int


def gather_facts(stores: Stores, state: RoundState, result: RoundResult) -> ReportFacts:
    """Return what the report needs beside the record and the plan."""
    head = read_head(stores.ballotbox, state.id)
    checkpoint, _signatures = parse_checkpoint(head.note)
    complaints = list_complaints(stores, state)
    return ReportFacts(
        software=f"{SOFTWARE} {VERSION}",
        rules_hash=sha256(b"".join(read_parts(stores.register, state.id, RULES))).hexdigest(),
        result_hash=sha256(write_result(result)).hexdigest(),
        entries=checkpoint.size,
        root=checkpoint.root.hex(),
        course=_list_course(stores, state),
        checks=check_result(result, divide_again(stores, state, result)),
        complaints=len(complaints),
        proven=Counter(one.proof for one in complaints)[Proof.FAULT],
        answered=sum(one.answered is not None for one in complaints),
    )


def divide_again(stores: Stores, state: RoundState, result: RoundResult) -> RoundResult:
    """Divide the frozen money once more by the rights that a result counts."""
    rights = {
        area.id: {one.id: one.rights for one in area.initiatives}
        for area in result.areas
        if area.status is AreaStatus.OPENED
    }
    return allocate_round(load_money(stores, state), rights, result.seed)


def _list_course(stores: Stores, state: RoundState) -> tuple[Step, ...]:
    query = select(PhaseChange).where(PhaseChange.round_id == state.id)
    rows = stores.register.scalars(query.order_by(PhaseChange.position))
    return tuple(Step(row.act, row.phase, row.at) for row in rows)
