"""The parts of the results report about money: plans, envelopes, what fell away, base package."""

from voting.domain.results import AreaResult, EnvelopeResult, InitiativeResult, Reason
from voting.web.i18n import format_euros, format_number, local
from voting.web.reasons import say_outcome
from voting.web.report_parts import (
    NONE,
    Section,
    Table,
    name_buurt,
    name_plans,
    name_sources,
    write_worth,
)
from voting.web.results_report import Report
from voting.web.translating import _
from voting.web.words import name_sector, write_share


def tell_plans(report: Report) -> Section:
    """Part 3: each plan, its rights and its money, with the reason."""
    threshold = report.state.plan.money.threshold
    texts = [
        _("A plan needs at least %(rights)s rights.", rights=format_number(threshold)),
        _("How many people stand behind a plan is not known: rights are counted one by one."),
    ]
    heads = (_("Plan"), _("Outcome"), _("Rights"), _("Asks"), _("Minimum"), _("Gets"))
    tables = [
        Table(
            report.state.find_area(area.id).name,
            heads,
            tuple(plan_row(report, one) for one in area.initiatives),
            2,
        )
        for area in report.result.areas
    ]
    return Section(_("Plans"), tuple(texts), tuple(tables))


def tell_envelopes(report: Report) -> Section:
    """Part 4: each neighbourhood's envelope, and between which prices every amount follows."""
    heads = (
        _("Neighbourhood"), _("Weight"), _("Share"), _("At least"), _("Envelope"), _("At most"),
        _("Worth of a right"), _("From"), _("To"), _("Reserve"),
    )  # fmt: skip
    tables = [
        Table(
            report.state.find_area(area.id).name,
            heads,
            tuple(envelope_row(report, area, one) for one in area.envelopes),
        )
        for area in report.result.areas
    ]
    text = _(
        "Every worth between from and to, times the rights and rounded to the cent, gives all"
        " amounts of the neighbourhood. The exact fractions stand in the JSON file."
    )
    return Section(_("Neighbourhoods"), (text,), tuple(tables))


def tell_drops(report: Report) -> Section:
    """Part 5: which plans fell away, in order, and the lot."""
    names = name_plans(report)
    rows = [
        (
            str(place),
            name_buurt(report, area, envelope.buurt),
            names.get(drop.initiative, drop.initiative),
            f"{drop.level.numerator}/{drop.level.denominator}",
            format_euros(drop.offered_cents),
        )
        for area in report.result.areas
        for envelope in area.envelopes
        for place, drop in enumerate(envelope.drops, 1)
    ]
    heads = ("", _("Neighbourhood"), _("Plan"), _("Level in cents"), _("Could get"))
    lots = [
        (report.state.find_area(area.id).name, ", ".join(area.lot_order))
        for area in report.result.areas
    ]
    return Section(
        _("What fell away, and the lot"),
        (_("The words of the draw: %(seed)s", seed=report.result.seed),),
        (
            Table(_("Plans that fell away, in order"), heads, tuple(rows), 3),
            Table(_("Order of the lot"), (_("Area"), _("Plans")), tuple(lots), 2),
        ),
    )


def tell_base(report: Report) -> Section:
    """Part 6: the base package by sector and neighbourhood, with its sources."""
    buurten = {one.slug: one for area in report.state.plan.voting_areas for one in area.buurten}
    rows = [
        (name_sector(one.sector), buurten[one.buurt].name, format_euros(one.amount_cents))
        for one in report.result.base_totals
    ]
    services = [
        (name_sector(one.sector), buurten[one.buurt].name, local(one.service), one.provider_name)
        for one in report.state.plan.base_lines
        if one.amount_cents is None
    ]
    need = [
        (
            one.name,
            name_sources(one.sources),
            format_number(one.population),
            format_number(one.need_index),
        )
        for one in buurten.values()
    ]
    return Section(
        _("Base package"),
        (_("The council gives this, whatever the vote."),),
        (
            Table(_("Amounts"), (_("Sector"), _("Neighbourhood"), _("Amount")), tuple(rows), 2),
            Table(
                _("Services"),
                (_("Sector"), _("Neighbourhood"), _("Service"), _("By")),
                tuple(services),
                4,
            ),
            Table(
                _("Residents and need"),
                (_("Neighbourhood"), _("Source"), _("Residents"), _("Need (100 is average)")),
                tuple(need),
                2,
            ),
        ),
    )


def plan_row(report: Report, one: InitiativeResult) -> tuple[str, ...]:
    """Return a plan, its rights and its money."""
    unopened = one.reason is Reason.NOT_OPENED
    return (
        f"{name_plans(report).get(one.id, one.id)} ({one.id})",
        say_outcome(one.reason, report.state.plan.money.threshold),
        NONE if unopened else format_number(one.rights),
        format_euros(one.ask_cents),
        format_euros(one.minimum_cents),
        format_euros(one.payout_cents),
    )


def envelope_row(report: Report, area: AreaResult, one: EnvelopeResult) -> tuple[str, ...]:
    """Return a neighbourhood's envelope."""
    return (
        name_buurt(report, area, one.buurt),
        format_number(one.key_weight),
        write_share(one.share),
        format_euros(one.floor_cents),
        format_euros(one.envelope_cents),
        format_euros(one.ceiling_cents),
        write_worth(one.price),
        write_worth(one.price_low) if one.price is not None else NONE,
        write_worth(one.price_high),
        format_euros(one.reserve_cents),
    )
