"""Why something about a grant, its payee, its agreement or its money is refused."""

from dataclasses import dataclass
from datetime import date, datetime

from voting.domain.errors.refused import Refused, refusal
from voting.domain.texts import Text


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong in what was filled in: the field and a reason code."""

    field: str
    code: str


@refusal
class GrantUnknown(Refused):
    """There is no such grant, or it is not the reader's to see."""


@refusal
class GrantState(Refused):
    """This cannot be done with a grant in this state."""

    state: str


@refusal
class NotFinalYet(Refused):
    """Nothing is decided before the round is final."""

    phase: str


@refusal
class NothingGranted(Refused):
    """The result gives this initiative no money, so there is nothing to decide."""

    initiative: str


@refusal
class DecidedBefore(Refused):
    """This initiative has its decision; `reference` is the decision's."""

    reference: str


@refusal
class GroundNotPrinted(Refused):
    """A grant is refused only on a ground that was printed beforehand; `count` of them were."""

    count: int


@refusal
class PublicReasonNeeded(Refused):
    """This act needs a reason that everybody may read."""


@refusal
class PayeeUnfit(Refused):
    """What was filled in about who gets the money cannot be kept; every reason at once."""

    problems: tuple[FieldProblem, ...]


@refusal
class PayeeMissing(Refused):
    """Nobody knows yet whom to pay."""


@refusal
class AdultPayeeNeeded(Refused):
    """Money goes to somebody of 18 or older, or to an organisation."""


@refusal
class PaymentOnHold(Refused):
    """The account number was changed; nothing is paid before this moment."""

    until: datetime


@refusal
class PayeeUnconfirmed(Refused):
    """Nothing is paid before these groups, too, confirmed who gets the money of the joint plan."""

    groups: tuple[str, ...]


@refusal
class PayeeChanged(Refused):
    """Somebody filled in another payee since this page was read; nothing was confirmed."""


@refusal
class MunicipalityReports(Refused):
    """The municipality carries this plan out itself, so it reports, and not the group."""


@refusal
class NoAgreementNeeded(Refused):
    """Up to this amount, in cents, no agreement is made."""

    limit_cents: int


@refusal
class TranchesUnfit(Refused):
    """The tranches of an agreement do not fit; `code` says why, amounts are cents."""

    code: str
    sum_cents: int
    granted_cents: int


@refusal
class AgreementChanged(Refused):
    """Another agreement was offered since this page was read; nothing was confirmed."""


@refusal
class AgreementMissing(Refused):
    """There is no agreement to confirm."""


@refusal
class SecondStepNeeded(Refused):
    """Confirming takes a one-time code, and this account has no second step."""


@refusal
class TrancheUnknown(Refused):
    """The grant has no such tranche."""


@refusal
class TrancheState(Refused):
    """This cannot be done with a tranche in this state."""

    state: str


@refusal
class TrancheTooEarly(Refused):
    """The tranche before this one was not paid yet."""


@refusal
class ReportUnfit(Refused):
    """What was filled in about a report cannot be kept; every reason at once."""

    problems: tuple[FieldProblem, ...]


@refusal
class ReportMissing(Refused):
    """There is no report to judge."""


@refusal
class TranchesUnpaid(Refused):
    """The closing report shows costs that are not paid out yet; cents."""

    unpaid_cents: int


@refusal
class PaymentUnderway(Refused):
    """A payment of this grant is at the bank; first confirm it or take it back."""

    list_number: int


@refusal
class NothingToPay(Refused):
    """No tranche is redeemable now."""


@refusal
class PaymentUnknown(Refused):
    """There is no such payment on this list, or it was confirmed or taken back before."""


@refusal
class UnreportedGrant(Refused):
    """The group got money for this plan and has not reported on it since."""

    title: Text
    due_on: date | None


@refusal
class NoRenewal(Refused):
    """A plan that got money is not copied: there is no automatic renewal."""


@refusal
class SourceNotOver(Refused):
    """A plan can be copied when its round has a result."""


@refusal
class ReclaimTooMuch(Refused):
    """No more can be asked back than was paid; cents."""

    paid_cents: int


@refusal
class OwnWorkOnly(Refused):
    """An office reports only where the municipality carries a plan out itself."""
