"""Why something about a grant is refused, and what to do."""

from collections.abc import Iterable

from voting.domain.errors.grants import (
    AdultPayeeNeeded,
    AgreementChanged,
    AgreementMissing,
    DecidedBefore,
    FieldProblem,
    GrantState,
    GrantUnknown,
    GroundNotPrinted,
    MunicipalityReports,
    NoAgreementNeeded,
    NoRenewal,
    NotFinalYet,
    NothingGranted,
    NothingToPay,
    OwnWorkOnly,
    PayeeChanged,
    PayeeMissing,
    PayeeUnconfirmed,
    PayeeUnfit,
    PaymentOnHold,
    PaymentUnderway,
    PaymentUnknown,
    PublicReasonNeeded,
    ReclaimTooMuch,
    ReportMissing,
    ReportUnfit,
    SecondStepNeeded,
    SourceNotOver,
    TrancheState,
    TranchesUnfit,
    TranchesUnpaid,
    TrancheTooEarly,
    TrancheUnknown,
    UnreportedGrant,
)
from voting.web.errors import words_for
from voting.web.i18n import (
    current_language,
    format_euros,
    format_moment,
    format_number,
    format_whole_euros,
)
from voting.web.translating import _
from voting.web.words import format_date


def say_field_problem(problem: FieldProblem) -> str:
    """Say what is wrong with one field, and what to do."""
    if problem.field == "iban":
        return _say_iban(problem.code)
    sentences = {
        "missing": _("This is not filled in yet."),
        "too_long": _("This is too long. Make it shorter."),
        "not_a_number": _("A number of the trade register (KvK) has eight digits."),
        "negative": _("An amount cannot be below zero."),
        "not_an_amount": _("This is not an amount. Write it like 1250 or 1250.50."),
        "too_much": _("This amount is too large to be true. Is there a zero too many?"),
    }
    return sentences.get(problem.code) or _("Choose one of the answers.")


def _say_iban(code: str) -> str:
    sentences = {
        "missing": _("Fill in the account number (IBAN)."),
        "length": _(
            "This account number is too short or too long. A Dutch one has 18 characters, like"
            " NL91 ABNA 0417 1643 00."
        ),
        "checksum": _(
            "This account number does not exist: its check digits are wrong. Look for a typing"
            " error."
        ),
        "country": _("An account number begins with the two letters of a country, such as NL."),
        "sepa": _("Money can only be paid into an account in the European payments area (SEPA)."),
    }
    return sentences.get(code) or _(
        "This is not an account number. Copy it from the bank card, like NL91 ABNA 0417 1643 00."
    )


def _join(problems: Iterable[FieldProblem]) -> str:
    return " ".join(dict.fromkeys(say_field_problem(problem) for problem in problems))


@words_for(GrantUnknown)
def say_unknown(_refusal: GrantUnknown) -> str:
    """Not there, or not for this reader."""
    return _("There is no such grant.")


@words_for(GrantState)
def say_state(_refusal: GrantState) -> str:
    """Too early, too late."""
    return _("This cannot be done with the grant now. Its page shows where it stands.")


@words_for(NotFinalYet)
def say_not_final(_refusal: NotFinalYet) -> str:
    """The checking period comes first."""
    return _("Nothing is decided before the result of the round is final.")


@words_for(NothingGranted)
def say_nothing_granted(refusal: NothingGranted) -> str:
    """No money, no decision."""
    return _(
        "The result gives plan %(plan)s no money, so there is nothing to decide.",
        plan=refusal.initiative,
    )


@words_for(DecidedBefore)
def say_decided_before(refusal: DecidedBefore) -> str:
    """Once is enough."""
    return _(
        "About this plan a decision was taken before: %(reference)s.", reference=refusal.reference
    )


@words_for(GroundNotPrinted)
def say_ground(refusal: GroundNotPrinted) -> str:
    """Only what was announced."""
    return _(
        "A grant is refused only on a ground that was printed before the vote. There are"
        " %(count)s; give the number of one.",
        count=format_number(refusal.count),
    )


@words_for(PublicReasonNeeded)
def say_reason(_refusal: PublicReasonNeeded) -> str:
    """Everybody may know why."""
    return _("Give a reason. Everybody can read it.")


@words_for(PayeeUnfit)
def say_payee(refusal: PayeeUnfit) -> str:
    """Every reason."""
    return _join(refusal.problems)


@words_for(ReportUnfit)
def say_report(refusal: ReportUnfit) -> str:
    """Every reason."""
    return _join(refusal.problems)


@words_for(PayeeMissing)
def say_payee_missing(_refusal: PayeeMissing) -> str:
    """Whom to pay."""
    return _("It is not known yet who gets the money. An owner or the lead of the group says so.")


@words_for(AdultPayeeNeeded)
def say_adult(_refusal: AdultPayeeNeeded) -> str:
    """Of age."""
    return _(
        "Money is paid only to somebody of 18 or older, or to an organisation. Choose an adult"
        " who takes it for the group."
    )


@words_for(PaymentOnHold)
def say_hold(refusal: PaymentOnHold) -> str:
    """A new account."""
    return _(
        "The account number is new. For safety nothing is paid before %(moment)s.",
        moment=format_moment(refusal.until),
    )


@words_for(PayeeUnconfirmed)
def say_unconfirmed(refusal: PayeeUnconfirmed) -> str:
    """A joint plan."""
    return _(
        "Nothing is paid before the lead of %(groups)s, too, has confirmed who gets the money.",
        groups=", ".join(refusal.groups),
    )


@words_for(PayeeChanged)
def say_payee_changed(_refusal: PayeeChanged) -> str:
    """Read it again."""
    return _("Somebody has just filled in another payee. Read it again; nothing was confirmed.")


@words_for(MunicipalityReports)
def say_municipality_reports(_refusal: MunicipalityReports) -> str:
    """Not the group's work."""
    return _("The municipality carries this plan out itself, so it writes the report.")


@words_for(NoAgreementNeeded)
def say_no_agreement(refusal: NoAgreementNeeded) -> str:
    """Small grants."""
    return _(
        "Up to %(limit)s no agreement is needed: the grant is paid at once.",
        limit=format_whole_euros(refusal.limit_cents),
    )


@words_for(TranchesUnfit)
def say_tranches(refusal: TranchesUnfit) -> str:
    """What an agreement must keep to."""
    sentences = {
        "none": _("An agreement has at least one milestone."),
        "too_many": _("An agreement has at most twelve tranches."),
        "not_positive": _("Each tranche is more than zero."),
        "advance": _("Only the first tranche can be an advance, and it is never the only one."),
        "words": _("Each tranche says what will have been done, in at most 200 characters."),
        "order": _("The milestones stand in the order of their dates."),
    }
    return sentences.get(refusal.code) or _(
        "The tranches come to %(sum)s. They must come to exactly %(granted)s.",
        sum=format_euros(refusal.sum_cents),
        granted=format_euros(refusal.granted_cents),
    )


@words_for(AgreementChanged)
def say_agreement_changed(_refusal: AgreementChanged) -> str:
    """Read anew."""
    return _(
        "The agreement was changed while you were reading. Nothing was confirmed: read it again."
    )


@words_for(AgreementMissing)
def say_agreement_missing(_refusal: AgreementMissing) -> str:
    """Nothing to confirm."""
    return _("There is no agreement to confirm yet.")


@words_for(SecondStepNeeded)
def say_second_step(_refusal: SecondStepNeeded) -> str:
    """Switch it on, or paper."""
    return _(
        "To confirm you need a one-time code. Switch on the second step of your account, or"
        " confirm on paper."
    )


@words_for(TrancheUnknown)
def say_tranche_unknown(_refusal: TrancheUnknown) -> str:
    """No such part."""
    return _("There is no such tranche.")


@words_for(TrancheState)
def say_tranche_state(_refusal: TrancheState) -> str:
    """Too early, too late."""
    return _("This cannot be done with the tranche now. The page shows where it stands.")


@words_for(TrancheTooEarly)
def say_too_early(_refusal: TrancheTooEarly) -> str:
    """One after the other."""
    return _("First comes the report on the milestone before this one.")


@words_for(ReportMissing)
def say_report_missing(_refusal: ReportMissing) -> str:
    """Nothing to judge."""
    return _("There is no report that waits for an answer.")


@words_for(TranchesUnpaid)
def say_unpaid(refusal: TranchesUnpaid) -> str:
    """Pay first."""
    return _(
        "Of the costs %(amount)s is not paid out yet. First pay that, then accept the closing"
        " report.",
        amount=format_euros(refusal.unpaid_cents),
    )


@words_for(PaymentUnderway)
def say_underway(refusal: PaymentUnderway) -> str:
    """The bank has it."""
    return _(
        "A payment is on its way (list %(number)s). This is possible when the bank has made it, or"
        " when it was taken back.",
        number=format_number(refusal.list_number),
    )


@words_for(NothingToPay)
def say_nothing_to_pay(_refusal: NothingToPay) -> str:
    """An empty list is no list."""
    return _("There is nothing to pay now.")


@words_for(PaymentUnknown)
def say_payment_unknown(_refusal: PaymentUnknown) -> str:
    """Done already."""
    return _("There is no such payment, or it was confirmed or taken back before.")


@words_for(UnreportedGrant)
def say_unreported(refusal: UnreportedGrant) -> str:
    """Tell first what the money did."""
    title = refusal.title.get(current_language())
    if refusal.due_on is None:
        return _(
            "Your group got money for ‘%(title)s’ and has not reported on it yet. Do that first:"
            " then you can hand in a new plan.",
            title=title,
        )
    return _(
        "Your group got money for ‘%(title)s’ and has not reported on it yet. The report is due on"
        " %(day)s. Do that first: then you can hand in a new plan.",
        title=title,
        day=format_date(refusal.due_on),
    )


@words_for(NoRenewal)
def say_no_renewal(_refusal: NoRenewal) -> str:
    """Every round anew."""
    return _("This plan got money. It is not copied to a next round: begin a new plan for that.")


@words_for(SourceNotOver)
def say_not_over(_refusal: SourceNotOver) -> str:
    """Wait for the result."""
    return _("A plan can be copied when the result of its round is known.")


@words_for(ReclaimTooMuch)
def say_reclaim(refusal: ReclaimTooMuch) -> str:
    """Not more than was paid."""
    return _(
        "No more can be asked back than was paid: %(amount)s.",
        amount=format_euros(refusal.paid_cents),
    )


@words_for(OwnWorkOnly)
def say_own_work(_refusal: OwnWorkOnly) -> str:
    """Else the group reports."""
    return _("The office reports only where the municipality carries the plan out itself.")
