"""Five sums, from letter to euro, with the real numbers of the round."""

from collections.abc import Mapping
from dataclasses import dataclass

from voting.domain.results import AreaResult, Reason, RoundResult
from voting.domain.rounds import RoundPlan
from voting.web.i18n import format_euros, format_number
from voting.web.story import AreaCount
from voting.web.translating import _, ngettext
from voting.web.words import spell


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum: as figures, whether it holds, and what it means."""

    figures: str
    holds: bool
    text: str


def list_sums(
    plan: RoundPlan,
    counts: Mapping[str, AreaCount],
    result: RoundResult | None,
    left_out: int = 0,
) -> list[Sum]:
    """Return the sums that can be made now: two after closing, all five with a result.

    Areas with so few voters that no page tells how many are in no sum but that of the money.
    `left_out` is how many rows did not pass the checks at closing.
    """
    every = [count for count in counts.values() if not count.few]
    if not every:
        return []
    sums = [_sum_rights(plan, every), _sum_slips(plan, every, left_out)]
    if result is not None:
        opened = [count for count in every if count.opened]
        areas = [area for area in result.areas if counts[area.id].opened]
        sums += [_sum_choices(opened), _sum_counting(plan, opened, areas), _sum_money(result)]
    return sums


def _sum_rights(plan: RoundPlan, counts: list[AreaCount]) -> Sum:
    voters = sum(count.issued for count in counts)
    entitled = sum(count.entitled for count in counts)
    issued = format_number(voters * plan.rights)
    return Sum(
        f"{format_number(voters)} × {format_number(plan.rights)} = {issued}",
        voters <= entitled,
        _(
            "%(voters)s of %(entitled)s residents voted. Each got %(rights)s rights, nobody more.",
            voters=format_number(voters),
            entitled=format_number(entitled),
            rights=spell(plan.rights),
        ),
    )


def _sum_slips(plan: RoundPlan, counts: list[AreaCount], left_out: int) -> Sum:
    issued = sum(count.issued for count in counts) * plan.rights
    slips = sum(count.slips for count in counts)
    if issued == slips and not left_out:
        figures = f"{format_number(issued)} = {format_number(slips)}"
        text = _("As many slips in the box as rights given out. Nothing came in, nothing got lost.")
        return Sum(figures, holds=True, text=text)
    if issued < slips:
        figures = f"{format_number(issued)} < {format_number(slips)}"
        text = _("More slips in the box than rights given out.")
        return Sum(figures, False, _add_left_out(text, left_out))
    missing = format_number(issued - slips)
    figures = f"{format_number(issued)} − {missing} = {format_number(slips)}"
    if left_out:
        text = _("Rights given out, of which %(missing)s have no slip in the box.", missing=missing)
        return Sum(figures, True, _add_left_out(text, left_out))
    text = _(
        "Rights given out, of which %(missing)s were not cast because a vote was not finished, and"
        " slips in the box.",
        missing=missing,
    )
    return Sum(figures, True, text)


def _add_left_out(text: str, count: int) -> str:
    if not count:
        return text
    more = ngettext(
        "At closing %(count)s row did not pass the checks and was left out; the log names it.",
        "At closing %(count)s rows did not pass the checks and were left out; the log names them.",
        count,
        count=format_number(count),
    )
    return f"{text} {more}"


def _sum_choices(opened: list[AreaCount]) -> Sum:
    parts = [
        sum(getattr(one, name) for one in opened) for name in ("on_plans", "blanco", "invalid")
    ]
    slips = sum(one.slips for one in opened)
    return Sum(
        _add(parts, slips),
        sum(parts) == slips,
        _("On a plan, not used, not readable. Every slip of the opened box is counted."),
    )


def _sum_counting(plan: RoundPlan, opened: list[AreaCount], areas: list[AreaResult]) -> Sum:
    rows = [row for area in areas for row in area.initiatives]
    below = sum(row.rights for row in rows if row.reason is Reason.BELOW_THRESHOLD)
    withdrawn = sum(area.rights_withdrawn for area in areas)
    counted = sum(area.rights_counted for area in areas) - below
    total = sum(one.on_plans for one in opened)
    return Sum(
        _add([counted, below, withdrawn], total),
        counted + below + withdrawn == total,
        _(
            "Count for money, on plans below the threshold of %(threshold)s, on withdrawn plans.",
            threshold=format_number(plan.money.threshold),
        ),
    )


def _sum_money(result: RoundResult) -> Sum:
    balance = result.balance
    reserve = balance.reserve_cents + balance.equalisation_cents
    paid, kept, pot = map(format_euros, (balance.paid_cents, reserve, balance.pot_cents))
    return Sum(
        f"{paid} + {kept} = {pot}",
        balance.difference_cents == 0,
        _("To plans and to the reserve. Together the whole pot, to the cent."),
    )


def _add(parts: list[int], total: int) -> str:
    return f"{' + '.join(map(format_number, parts))} = {format_number(total)}"
