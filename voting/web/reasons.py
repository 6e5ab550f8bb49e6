"""Why a plan gets what it gets, in words, from the facts of the record."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from voting.domain.explanation import Explanation, NotCounted
from voting.domain.results import Reason
from voting.domain.rules import MoneyRules, Rule
from voting.web.i18n import format_euros, format_number, format_rights, format_whole_euros
from voting.web.translating import _
from voting.web.words import to_decimal

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Why:
    """The sum as large figures, where there is one, and the sentence below it.

    `price` is what a right was worth in the sum, in cents; `product_cents` what it comes to.
    """

    lead: str
    price: Decimal | None = None
    product_cents: int | None = None
    last_cents: bool = False
    """Whether the amount differs from the product by last cents that go to the closest."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sentence may need."""

    why: Explanation
    rules: MoneyRules
    buurt: str

    @property
    def at_ceiling(self) -> bool:
        """Tell whether the price ceiling decided the amount."""
        return self.why.initiative.id in self.why.at_ceiling


def tell_why(why: Explanation, rules: MoneyRules, buurt: str) -> Why:
    """Explain one plan's amount; `buurt` is the name of its neighbourhood."""
    return TELLERS[why.initiative.reason](Facts(why, rules, buurt))


def say_outcome(reason: Reason, threshold: int) -> str:
    """Say in a few words what became of a plan, for a table."""
    words = {
        Reason.PAID_IN_FULL: _("all of it"),
        Reason.PAID_IN_PART: _("part of it"),
        Reason.BELOW_THRESHOLD: _("fewer than %(rights)s", rights=format_rights(threshold)),
        Reason.MINIMUM_ABOVE_CEILING: _("minimum not reached"),
        Reason.MINIMUM_NOT_REACHED: _("minimum not reached"),
        Reason.DOES_NOT_FIT: _("does not fit any more"),
        Reason.NO_RIGHTS: _("no rights"),
        Reason.WITHDRAWN: _("withdrawn"),
        Reason.FORFEITED: _("cannot go on"),
        Reason.NOT_OPENED: _("box not opened"),
    }
    return words[reason]


def say_not_counted(other: NotCounted, threshold: int) -> str:
    """Say in a sentence why another plan of the buurt got nothing."""
    sentences = {
        Reason.BELOW_THRESHOLD: lambda: _(
            "Fewer than the threshold of %(rights)s.", rights=format_rights(threshold)
        ),
        Reason.DOES_NOT_FIT: lambda: _("What was left was not enough for it."),
        Reason.NO_RIGHTS: lambda: _("Nobody gave it a right."),
        Reason.WITHDRAWN: lambda: _("Withdrawn during the vote."),
        Reason.NOT_OPENED: lambda: _("The box of this area was not opened."),
    }
    if other.reason in sentences:
        return sentences[other.reason]()
    minimum = format_whole_euros(other.minimum_cents)
    if other.would_get_cents is None:
        return _("It needs at least %(minimum)s.", minimum=minimum)
    return _(
        "Would get %(offer)s. It needs at least %(minimum)s.",
        offer=format_euros(other.would_get_cents),
        minimum=minimum,
    )


def _tell_full(facts: Facts) -> Why:
    if facts.rules.rule is Rule.RANKING:
        return _tell_rank(facts, _("There was enough left for all it asks."))
    price = facts.why.worth
    if price is None:
        return Why(
            _(
                "There was enough in %(buurt)s to give this plan all it asks.",
                buurt=facts.buurt,
            )
        )
    return _multiply(
        facts,
        price,
        _("That is at least what it asks. A plan never gets more than it asks."),
    )


def _tell_part(facts: Facts) -> Why:
    one = facts.why.initiative
    if facts.rules.rule is Rule.RANKING:
        return _tell_rank(facts, _("This plan got what was left."))
    if facts.at_ceiling and facts.why.ceiling_price is not None:
        return _multiply(
            facts,
            facts.why.ceiling_price,
            _(
                "That is below the ask (%(ask)s) and enough for the minimum. More than this a"
                " right is never worth in this round.",
                ask=format_whole_euros(one.ask_cents),
            ),
        )
    price = facts.why.worth
    lead = _(
        "That is below the ask (%(ask)s) and above the minimum.",
        ask=format_whole_euros(one.ask_cents),
    )
    return Why(lead) if price is None else _multiply(facts, price, lead)


def _tell_below_threshold(facts: Facts) -> Why:
    return Why(
        _(
            "It got %(rights)s. That is fewer than the threshold of %(threshold)s.",
            rights=format_rights(facts.why.initiative.rights),
            threshold=format_number(facts.rules.threshold),
        )
    )


def _tell_minimum(facts: Facts) -> Why:
    one = facts.why.initiative
    price = facts.why.price_at_drop or facts.why.ceiling_price
    minimum = format_whole_euros(one.minimum_cents)
    if price is None:
        return Why(
            _(
                "It needs at least %(minimum)s. With less it does not start, so it gets nothing.",
                minimum=minimum,
            )
        )
    lead = _(
        "That is less than the minimum of %(minimum)s. With less it does not start, so it gets"
        " nothing.",
        minimum=minimum,
    )
    offer = facts.why.would_get_cents
    return Why(lead, to_decimal(price, DIGITS), _round_cents(price, one.rights, offer))


def _tell_does_not_fit(facts: Facts) -> Why:
    return _tell_rank(
        facts,
        _("It asks %(ask)s.", ask=format_whole_euros(facts.why.initiative.ask_cents)),
    )


def _tell_rank(facts: Facts, end: str) -> Why:
    if facts.why.rank is None or facts.why.left_before_cents is None:
        return Why(end)
    start = _(
        "With %(rights)s this plan came in place %(rank)s. Then %(left)s was left.",
        rights=format_rights(facts.why.initiative.rights),
        rank=format_number(facts.why.rank),
        left=format_euros(facts.why.left_before_cents),
    )
    return Why(f"{start} {end}")


def _tell_no_rights(_facts: Facts) -> Why:
    return Why(_("Nobody gave this plan a right."))


def _tell_withdrawn(facts: Facts) -> Why:
    return Why(
        _(
            "It was withdrawn during the vote. The %(rights)s on it do not count.",
            rights=format_rights(facts.why.initiative.rights),
        )
    )


def _tell_forfeited(facts: Facts) -> Why:
    return Why(
        _(
            "It was to get %(awarded)s, but cannot go on. The money goes to the reserve of"
            " %(buurt)s; nobody else's amount changes.",
            awarded=format_euros(facts.why.initiative.awarded_cents),
            buurt=facts.buurt,
        )
    )


def _tell_not_opened(_facts: Facts) -> Why:
    return Why(_("The box of this area was not opened."))


def _multiply(facts: Facts, price: Fraction, lead: str) -> Why:
    one = facts.why.initiative
    product = _round_cents(price, one.rights, None)
    differs = product != one.awarded_cents and one.awarded_cents != one.ask_cents
    return Why(lead, to_decimal(price, DIGITS), product, last_cents=differs)


def _round_cents(price: Fraction, rights: int, known: int | None) -> int:
    return known if known is not None else int(to_decimal(price * rights, 0))


TELLERS: dict[Reason, Callable[[Facts], Why]] = {
    Reason.PAID_IN_FULL: _tell_full,
    Reason.PAID_IN_PART: _tell_part,
    Reason.BELOW_THRESHOLD: _tell_below_threshold,
    Reason.MINIMUM_ABOVE_CEILING: _tell_minimum,
    Reason.MINIMUM_NOT_REACHED: _tell_minimum,
    Reason.DOES_NOT_FIT: _tell_does_not_fit,
    Reason.NO_RIGHTS: _tell_no_rights,
    Reason.WITHDRAWN: _tell_withdrawn,
    Reason.FORFEITED: _tell_forfeited,
    Reason.NOT_OPENED: _tell_not_opened,
}
