"""Reporting back: a group tells what it did and spent, an office accepts or asks for more.

Where the municipality carries a plan out itself, an office reports, by the same rules.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.db.models.grants import Grant, GrantReport, GrantTranche
from voting.db.session import Stores
from voting.domain.accounts import PersonId, read_line
from voting.domain.errors.grants import (
    MunicipalityReports,
    OwnWorkOnly,
    ReportMissing,
    TrancheState,
    TrancheTooEarly,
    TrancheUnknown,
)
from voting.domain.grants import Act, Happening, State, check_act, read_reason
from voting.domain.payees import PayeeKind
from voting.domain.redeeming import TrancheAct, TrancheStage, find_stage_after, settle
from voting.domain.reporting import Report
from voting.services.deciding import LONGEST_OFFICE
from voting.services.grants import (
    changing_grant,
    find_own_grant,
    load_payee,
    load_reports,
    load_tranches,
    lock_own_members,
    note,
    read_purse,
)
from voting.services.mailing import Letters
from voting.services.purses import check_none_underway, release_rest
from voting.services.telling_of_grants import tell_group


def report_milestone(
    stores: Stores, person: PersonId, proposal: str, position: int, report: Report, at: datetime
) -> None:
    """Report on the milestone of a tranche; any member may. A newer report replaces it.

    Raises GrantUnknown, GrantState, MunicipalityReports, TrancheUnknown, TrancheState,
    TrancheTooEarly.
    """
    reference = find_own_grant(stores.register, proposal, person)
    with changing_grant(stores, reference, Act.REPORT) as (register, row):
        lock_own_members(register, row, person)
        _require_group_work(register, row)
        tranche = _take_next(register, row, position)
        tranche.stage = find_stage_after(TrancheAct.REPORT, TrancheStage(tranche.stage)).value
        _add_report(register, row, position, report, at)
        row.owes_report = False
        facts = {"person": person, "tranche": position, "cents": report.spent_cents}
        note(register, row, Happening.REPORTED, at, **facts)


def report_closing(
    stores: Stores, person: PersonId, proposal: str, report: Report, at: datetime
) -> None:
    """Hand in the closing report; any member may.

    Raises GrantUnknown, GrantState, MunicipalityReports, or TrancheState while a milestone's
    report waits.
    """
    reference = find_own_grant(stores.register, proposal, person)
    with changing_grant(stores, reference, Act.CLOSE) as (register, row):
        lock_own_members(register, row, person)
        _require_group_work(register, row)
        _close(register, row, report, at, person=person)


def report_own_work(
    stores: Stores, reference: str, report: Report, officer: str, at: datetime
) -> None:
    """Report at the end for the municipality, where it carried the plan out itself.

    Raises GrantUnknown, GrantState, OwnWorkOnly, TextMissing.
    """
    name = read_line("officer", officer, LONGEST_OFFICE)
    with changing_grant(stores, reference, Act.CLOSE) as (register, row):
        if not _is_own_work(register, row):
            raise OwnWorkOnly
        _close(register, row, report, at, by_name=name)


def accept_report(
    stores: Stores, letters: Letters, reference: str, officer: str, at: datetime
) -> None:
    """Accept the report that waits: its tranche becomes redeemable, or the grant is finished.

    At the end what was not spent is not paid, or is to be asked back. Raises GrantUnknown,
    GrantState, ReportMissing, TranchesUnpaid, PaymentUnderway, TextMissing.
    """
    name = read_line("officer", officer, LONGEST_OFFICE)
    with changing_grant(stores, reference) as (register, row):
        if row.state == State.REPORTED:
            _finish(register, row, name, at)
            tell_group(
                register, letters, row, "grant-finished", at, reclaim=str(row.reclaimed_cents)
            )
            return
        check_act(Act.JUDGE_MILESTONE, State(row.state))
        tranche = _take_reported(register, row)
        tranche.stage = find_stage_after(TrancheAct.ACCEPT, TrancheStage(tranche.stage)).value
        note(register, row, Happening.ACCEPTED, at, by_name=name, tranche=tranche.position)
        facts = {"milestone": tranche.milestone, "cents": str(tranche.cents)}
        tell_group(register, letters, row, "grant-accepted", at, **facts)


def return_report(
    stores: Stores, letters: Letters, reference: str, reason: str, officer: str, at: datetime
) -> None:
    """Send the report that waits back, with what is missing.

    Raises GrantUnknown, GrantState, ReportMissing, PublicReasonNeeded, TextMissing.
    """
    name = read_line("officer", officer, LONGEST_OFFICE)
    text = read_reason(reason)
    with changing_grant(stores, reference) as (register, row):
        position: int | None = None
        if row.state == State.REPORTED:
            row.state = State.PAYING.value
        else:
            check_act(Act.JUDGE_MILESTONE, State(row.state))
            tranche = _take_reported(register, row)
            tranche.stage = find_stage_after(TrancheAct.RETURN, TrancheStage(tranche.stage)).value
            position = tranche.position
        row.owes_report = row.paid_cents > 0
        note(register, row, Happening.RETURNED, at, by_name=name, text=text, tranche=position)
        tell_group(register, letters, row, "grant-returned", at, reason=text)


def _is_own_work(register: Session, row: Grant) -> bool:
    payee = load_payee(register, row)
    return payee is not None and payee.kind == PayeeKind.MUNICIPALITY


def _require_group_work(register: Session, row: Grant) -> None:
    if _is_own_work(register, row):
        raise MunicipalityReports


def _take_next(register: Session, row: Grant, position: int) -> GrantTranche:
    """Return the tranche to report on; those before it were reported and accepted."""
    tranches = load_tranches(register, row)
    found = next((one for one in tranches if one.position == position), None)
    if found is None:
        raise TrancheUnknown
    open_stages = (TrancheStage.WAITING, TrancheStage.REPORTED)
    if any(one.stage in open_stages for one in tranches if one.position < position):
        raise TrancheTooEarly
    return found


def _take_reported(register: Session, row: Grant) -> GrantTranche:
    for tranche in load_tranches(register, row):
        if tranche.stage == TrancheStage.REPORTED:
            return tranche
    raise ReportMissing


def _add_report(
    register: Session, row: Grant, tranche: int | None, report: Report, at: datetime
) -> None:
    register.add(
        GrantReport(
            grant_id=row.id,
            position=len(load_reports(register, row)),
            tranche=tranche,
            text=report.text,
            spent_cents=report.spent_cents,
            at=at,
        )
    )
    register.flush()


def _close(
    register: Session,
    row: Grant,
    report: Report,
    at: datetime,
    *,
    person: PersonId | None = None,
    by_name: str = "",
) -> None:
    for tranche in load_tranches(register, row):
        if tranche.stage == TrancheStage.REPORTED:
            raise TrancheState(tranche.stage)
    _add_report(register, row, None, report, at)
    row.state, row.owes_report = State.REPORTED.value, False
    facts = {"person": person, "by_name": by_name, "cents": report.spent_cents}
    note(register, row, Happening.CLOSED, at, **facts)


def _finish(register: Session, row: Grant, name: str, at: datetime) -> None:
    check_none_underway(register, row)
    spent = load_reports(register, row)[-1].spent_cents
    settlement = settle(read_purse(row), spent)
    release_rest(register, row, at)
    row.reclaimed_cents = settlement.reclaim_cents
    row.state, row.owes_report = State.FINISHED.value, False
    note(register, row, Happening.FINISHED, at, by_name=name, cents=min(spent, row.granted_cents))
    if settlement.reclaim_cents:
        facts = {"by_name": name, "cents": settlement.reclaim_cents}
        note(register, row, Happening.RECLAIMED, at, **facts)
