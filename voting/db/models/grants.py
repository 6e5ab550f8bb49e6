"""Tables of the register: grants, whom they are paid to, and what happened to them.

"grant" is a word of SQL itself, so the table has a longer name.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import FixedBytes, RegisterBase, RoundId
from voting.db.models.rounds import one_of
from voting.domain.accounts import PersonId
from voting.domain.grants import GrantId, Happening, State
from voting.domain.groups import GroupId
from voting.domain.payees import PayeeKind
from voting.domain.redeeming import TrancheStage
from voting.domain.ticks import Tick


class GrantRules(RegisterBase):
    """What the council decided about the grants of a round; the usual where there is no row."""

    __tablename__ = "grant_rules"
    __table_args__ = (CheckConstraint("small_cents >= 0", name="small"),)

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    small_cents: Mapped[int] = mapped_column(BigInteger)


class Grant(RegisterBase):
    """The decision about an initiative of a round, and where its money stands; cents.

    `ground` is the number of the printed refusal ground. `owes_report` is set by a payment and
    cleared by a report. `agreement` is the version that was confirmed, and 0 before.
    """

    __tablename__ = "initiative_grant"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("round_id", "initiative_id"),
        UniqueConstraint("round_id", "number"),
        CheckConstraint(one_of("state", tuple(map(str, State))), name="state"),
        CheckConstraint("granted_cents > 0", name="granted"),
        CheckConstraint(
            "paid_cents >= 0 AND released_cents >= 0"
            " AND paid_cents + released_cents <= granted_cents",
            name="purse",
        ),
        CheckConstraint("reclaimed_cents >= 0 AND reclaimed_cents <= paid_cents", name="reclaimed"),
        CheckConstraint(
            "state NOT IN ('finished', 'withdrawn', 'refused')"
            " OR paid_cents + released_cents = granted_cents",
            name="settled",
        ),
        CheckConstraint("state <> 'refused' OR ground IS NOT NULL", name="ground"),
        CheckConstraint("state <> 'withdrawn' OR reason <> ''", name="reason"),
    )

    id: Mapped[GrantId] = mapped_column(FixedBytes(16), primary_key=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), index=True)
    initiative_id: Mapped[str] = mapped_column(String(63))
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12))
    granted_cents: Mapped[int] = mapped_column(BigInteger)
    paid_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    released_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    reclaimed_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    office: Mapped[str] = mapped_column(String(100))
    decided_at: Mapped[datetime]
    objection_until: Mapped[date]
    ground: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    agreement: Mapped[int] = mapped_column(default=0)
    report_by: Mapped[date | None]
    owes_report: Mapped[bool] = mapped_column(default=False)


class GrantPayee(RegisterBase):
    """Who is paid, one row for each time it was said; the newest counts.

    `iban` is encrypted with a key outside the database.
    """

    __tablename__ = "grant_payee"
    __table_args__ = (CheckConstraint(one_of("kind", tuple(map(str, PayeeKind))), name="kind"),)

    grant_id: Mapped[GrantId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_grant.id"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(100))
    holder: Mapped[str] = mapped_column(String(100))
    kvk: Mapped[str] = mapped_column(String(8))
    invoice: Mapped[str] = mapped_column(String(100))
    adult: Mapped[bool]
    agreed: Mapped[bool]
    iban: Mapped[bytes | None] = mapped_column(LargeBinary)
    last_four: Mapped[str] = mapped_column(String(4))
    held_until: Mapped[datetime | None]
    budget_line: Mapped[str] = mapped_column(String(100))
    carried_on: Mapped[date | None]
    at: Mapped[datetime]


class GrantPayeeConfirmation(RegisterBase):
    """A group said that this is who gets the money; who named the payee said so for their own.

    `person` did it, and is emptied when that account is deleted.
    """

    __tablename__ = "grant_payee_confirmation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["grant_id", "version"],
            ["grant_payee.grant_id", "grant_payee.version"],
            name="fk_grant_payee_confirmation_payee",
        ),
    )

    grant_id: Mapped[GrantId] = mapped_column(FixedBytes(16), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[GroupId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_group.id"), primary_key=True
    )
    person: Mapped[PersonId | None] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime]


class GrantAgreement(RegisterBase):
    """An agreement as the office offered it, and who confirmed it for the office."""

    __tablename__ = "grant_agreement"

    grant_id: Mapped[GrantId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_grant.id"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    terms: Mapped[str] = mapped_column(Text)
    officer: Mapped[str] = mapped_column(String(100))
    offered_at: Mapped[datetime]


class GrantTranche(RegisterBase):
    """A part of a grant under one version of its agreement; version 0 is one paid at once."""

    __tablename__ = "grant_tranche"
    __table_args__ = (
        CheckConstraint(one_of("stage", tuple(map(str, TrancheStage))), name="stage"),
        CheckConstraint("cents > 0", name="cents"),
    )

    grant_id: Mapped[GrantId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_grant.id"), primary_key=True
    )
    agreement: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    milestone: Mapped[str] = mapped_column(String(200))
    cents: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date]
    advance: Mapped[bool]
    stage: Mapped[str] = mapped_column(String(12))


class GrantReport(RegisterBase):
    """A report as it was handed in, on a tranche's milestone or, without one, at the end.

    Rows are added and never changed: a report that was returned is followed by another.
    """

    __tablename__ = "grant_report"
    __table_args__ = (CheckConstraint("spent_cents >= 0", name="spent"),)

    grant_id: Mapped[GrantId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_grant.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    tranche: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    spent_cents: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class GrantPayment(RegisterBase):
    """A tranche on a list for the bank, and when it was paid: at most one for each tranche."""

    __tablename__ = "grant_payment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["grant_id", "agreement", "tranche"],
            ["grant_tranche.grant_id", "grant_tranche.agreement", "grant_tranche.position"],
            name="fk_grant_payment_tranche",
        ),
        CheckConstraint("cents > 0", name="cents"),
    )

    grant_id: Mapped[GrantId] = mapped_column(FixedBytes(16), primary_key=True)
    agreement: Mapped[int] = mapped_column(primary_key=True)
    tranche: Mapped[int] = mapped_column(primary_key=True)
    payee_version: Mapped[int]
    cents: Mapped[int] = mapped_column(BigInteger)
    list_number: Mapped[int] = mapped_column(index=True)
    listed_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]


class GrantEvent(RegisterBase):
    """One thing that happened to a grant. Rows are added, never changed.

    `person` did it for the group and is emptied when that account is deleted; `by_name` and
    `confirmed_by` are people of the office, and `request` is what they asked and confirmed.
    """

    __tablename__ = "grant_event"
    __table_args__ = (CheckConstraint(one_of("kind", tuple(map(str, Happening))), name="kind"),)

    grant_id: Mapped[GrantId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_grant.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    person: Mapped[PersonId | None] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    by_name: Mapped[str] = mapped_column(String(100))
    confirmed_by: Mapped[str] = mapped_column(String(100))
    tranche: Mapped[int | None]
    cents: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(Text)
    request: Mapped[str] = mapped_column(String(12), index=True, server_default="")


class GrantTick(RegisterBase):
    """What an officer looked at before a payee is paid, and about which payee that was."""

    __tablename__ = "grant_tick"
    __table_args__ = (CheckConstraint(one_of("kind", tuple(map(str, Tick))), name="kind"),)

    grant_id: Mapped[GrantId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_grant.id"), primary_key=True
    )
    payee_version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    by_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class GrantReminder(RegisterBase):
    """A reminder that was sent, so that a night that runs twice sends it once."""

    __tablename__ = "grant_reminder"

    grant_id: Mapped[GrantId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_grant.id"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
