"""Taking a grant back, and the municipality doing the work itself; each takes two people."""

from voting.db.models.grants import Grant, GrantPayee
from voting.db.session import Stores
from voting.domain.accounts import read_line
from voting.domain.errors.grants import ReclaimTooMuch
from voting.domain.errors.staff import RequestChanged
from voting.domain.grants import Act, Happening, State, read_reason
from voting.domain.payees import OwnWork, PayeeKind
from voting.domain.proposals import find_objection_day
from voting.domain.redeeming import TrancheStage
from voting.domain.working_days import find_day
from voting.services.deciding import LONGEST_OFFICE, Deciding
from voting.services.grants import changing_grant, load_payee, load_tranches, note, read_purse
from voting.services.mailing import Letters
from voting.services.purses import check_none_underway, pay_out, release_rest
from voting.services.telling_of_grants import tell_group


def withdraw_grant(
    stores: Stores,
    letters: Letters,
    reference: str,
    reason: str,
    deciding: Deciding,
    *,
    reclaim_cents: int = 0,
    shown_cents: int | None = None,
) -> int:
    """Withdraw a grant with a public reason; return what goes to the reserve, in cents.

    What was paid may be asked back: that is recorded here, and collected elsewhere.
    `shown_cents` is what was unpaid when two people agreed on it. Raises TwoPeopleNeeded,
    TextMissing, PublicReasonNeeded, GrantUnknown, GrantState, PaymentUnderway, ReclaimTooMuch,
    RequestChanged.
    """
    deciding.check()
    text = read_reason(reason)
    with changing_grant(stores, reference, Act.WITHDRAW) as (register, row):
        check_none_underway(register, row)
        _check_shown(row, shown_cents)
        if not 0 <= reclaim_cents <= row.paid_cents:
            raise ReclaimTooMuch(row.paid_cents)
        row.reason, row.owes_report, row.reclaimed_cents = text, False, reclaim_cents
        rest = release_rest(register, row, deciding.at)
        row.state = State.WITHDRAWN.value
        facts = {"text": text, "cents": reclaim_cents or None, **deciding.names}
        note(register, row, Happening.WITHDRAWN, deciding.at, **facts)
        until = find_objection_day(find_day(deciding.at))
        told = {"reason": text, "reclaim": str(reclaim_cents), "until": until.isoformat()}
        tell_group(register, letters, row, "grant-withdrawn", deciding.at, **told)
    return rest


def carry_out(
    stores: Stores,
    letters: Letters,
    reference: str,
    work: OwnWork,
    deciding: Deciding,
    *,
    shown_cents: int | None = None,
) -> None:
    """Let the municipality carry a plan out itself: its money goes to a budget line at once.

    Nobody gets a grant, and an office reports in the place of the group. `shown_cents` is what
    was unpaid when two people agreed on it. Raises TwoPeopleNeeded, TextMissing, GrantUnknown,
    GrantState, PaymentUnderway, RequestChanged.
    """
    deciding.check()
    official = read_line("official", work.official, LONGEST_OFFICE)
    line = read_line("budget_line", work.budget_line, LONGEST_OFFICE)
    with changing_grant(stores, reference, Act.CARRY_OUT) as (register, row):
        check_none_underway(register, row)
        _check_shown(row, shown_cents)
        for tranche in load_tranches(register, row):
            tranche.stage = TrancheStage.DROPPED.value
        before = load_payee(register, row)
        version = before.version + 1 if before else 1
        register.add(_write_own_work(row, version, OwnWork(official, line, work.on), deciding))
        cents = read_purse(row).open_cents
        pay_out(register, row, cents, deciding.at)
        row.state = State.PAYING.value
        facts = {"cents": cents, "text": official, **deciding.names}
        note(register, row, Happening.CARRIED_OUT, deciding.at, **facts)
        tell_group(register, letters, row, "grant-carried-out", deciding.at, official=official)


def _check_shown(row: Grant, shown_cents: int | None) -> None:
    if shown_cents is not None and shown_cents != read_purse(row).open_cents:
        raise RequestChanged


def _write_own_work(row: Grant, version: int, work: OwnWork, deciding: Deciding) -> GrantPayee:
    return GrantPayee(
        grant_id=row.id,
        version=version,
        kind=PayeeKind.MUNICIPALITY.value,
        name=work.official,
        holder="",
        kvk="",
        invoice="",
        adult=False,
        agreed=False,
        last_four="",
        budget_line=work.budget_line,
        carried_on=work.on,
        at=deciding.at,
    )
