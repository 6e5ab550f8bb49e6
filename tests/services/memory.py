"""A register in memory, for laws that are tried on hundreds of examples."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.services.rounds import a_plan
from voting.db.base import AreaId, RegisterBase, RoundId
from voting.db.models.support import SupportSubject
from voting.db.plans import save_plan
from voting.domain.signatures import SubjectId

AT = datetime(2026, 12, 7, tzinfo=UTC)


@contextmanager
def memory_register() -> Iterator[tuple[Session, list[SubjectId], RoundId]]:
    """Give a register with one round and three subjects."""
    engine = create_engine("sqlite://")
    RegisterBase.metadata.create_all(engine)
    round_id = RoundId(secrets.token_bytes(16))
    plan = a_plan()
    with Session(engine) as register:
        areas = {area.slug: AreaId(secrets.token_bytes(16)) for area in plan.voting_areas}
        save_plan(register, round_id, areas, plan, AT)
        subjects = [SubjectId(secrets.token_bytes(16)) for _ in range(3)]
        register.add_all(
            SupportSubject(id=id, round_id=round_id, kind="proposal") for id in subjects
        )
        register.flush()
        yield register, subjects, round_id
    engine.dispose()
