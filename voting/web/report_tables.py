"""The results report in words: its eight parts, for the page and for the sheet.

What each part shows follows the list in docs/results-report.md.
"""

from collections.abc import Iterable

from voting.domain.themes import Theme
from voting.web.i18n import format_euros, format_moment_and_year, format_number, local
from voting.web.report_money import tell_base, tell_drops, tell_envelopes, tell_plans
from voting.web.report_parts import (
    NONE,
    Section,
    Table,
    name_check,
    name_step,
    say_status,
)
from voting.web.results_report import Report
from voting.web.story import AreaCount
from voting.web.translating import _
from voting.web.words import write_date, write_mark


def list_sections(report: Report) -> list[Section]:
    """Return the whole report, in the order of its eight parts."""
    return [
        tell_round(report),
        tell_counts(report),
        tell_plans(report),
        tell_envelopes(report),
        tell_drops(report),
        tell_base(report),
        tell_totals(report),
        tell_marks(report),
    ]


def tell_round(report: Report) -> Section:
    """Part 1: the round, the rules it rests on, and when each step was taken."""
    plan, facts = report.state.plan, report.facts
    rule, times = plan.regulation, (plan.times.opens, plan.times.closes)
    rows = [
        (_("Municipality"), plan.municipality.name),
        (_("Status"), say_status(report)),
        (
            _("Voting"),
            NONE.join(f" {format_moment_and_year(at)} " for at in times).strip(),
        ),
        (_("Subsidy regulation"), rule.reference if rule else NONE),
        (_("Subsidy ceiling"), format_euros(rule.ceiling_cents) if rule else NONE),
        (_("Decided on"), write_date(rule.decision_date) if rule else NONE),
        (_("Mark of the rules"), write_mark(facts.rules_hash)),
        (_("Software"), facts.software),
    ]
    steps = [
        (name_step(one.act, one.phase), format_moment_and_year(one.at)) for one in facts.course
    ]
    return Section(
        _("The round"),
        (_("Officers of the municipality took the steps; their names stand in its files."),),
        (
            Table(_("The round"), (_("What"), ""), tuple(rows), 2),
            Table(_("Steps"), (_("What"), _("When")), tuple(steps), 2),
        ),
    )


def tell_counts(report: Report) -> Section:
    """Part 2: who could vote, who did, by which way, and what the rights became."""
    heads = (
        _("Area"), _("Letters"), _("Replaced"), _("Voted"), _("On paper"), _("Rights"),
        _("Used"), _("Not used"), _("Not readable"),
    )  # fmt: skip
    rows = [count_row(report, one) for one in report.counts.values()]
    text = _(
        "Each voter got %(rights)s rights. Rights given out are rights used, not used and not"
        " readable together. Where fewer than 10 voted, no number is shown; where fewer than 20"
        " did, the box stays closed.",
        rights=report.state.plan.rights,
    )
    return Section(_("Letters and votes"), (text,), (Table(_("Votes"), heads, tuple(rows)),))


def tell_totals(report: Report) -> Section:
    """Part 7: themes in order, the money to the cent, and the checks."""
    balance = report.result.balance
    money = [
        (_("In the pots"), format_euros(balance.pot_cents)),
        (_("To plans"), format_euros(balance.paid_cents)),
        (_("Reserve"), format_euros(balance.reserve_cents)),
        (_("Equalisation account"), format_euros(balance.equalisation_cents)),
        (_("Not explained"), format_euros(balance.difference_cents)),
    ]
    checks = [
        (name_check(one.name), _("holds") if one.holds else _("does not hold"))
        for one in report.facts.checks
    ]
    return Section(
        _("Themes and balance"),
        (),
        (
            Table(_("Themes"), (_("Theme"), _("Place"), _("Plans"), _("Rights"), _("Gets")),
                  tuple(rank_rows(report))),
            Table(_("Balance"), (_("What"), _("Amount")), tuple(money)),
            Table(_("Checks"), (_("What"), ""), tuple(checks), 2),
        ),
    )  # fmt: skip


def tell_marks(report: Report) -> Section:
    """Part 8: how to count again, and what was reported."""
    facts = report.facts
    setup = report.state.setup_hash
    rows = [
        (_("Mark of the set-up"), write_mark(setup.hex()) if setup else NONE),
        (_("Mark of the result"), write_mark(facts.result_hash)),
        (_("Entries in the log"), format_number(facts.entries)),
        (_("Mark of the log"), write_mark(facts.root)),
        (_("Corrections"), format_number(len(report.story.list_all("correction")))),
        (_("Reports of counting errors"), format_number(facts.complaints)),
        (_("Proven by a receipt"), format_number(facts.proven)),
        (_("Answered"), format_number(facts.answered)),
        (_("Count again"), "python -m voting.ballotbox.verify"),
    ]
    text = _(
        "The log is signed with the key of the round. Whoever has the public files counts again"
        " with the command below, without the municipality."
    )
    table = Table(_("Marks"), (_("What"), ""), tuple(rows), 2)
    return Section(_("Count it again"), (text,), (table,))


def count_row(report: Report, count: AreaCount) -> tuple[str, ...]:
    """Return what was counted in an area."""
    name = report.state.find_area(count.slug).name
    known = (name, format_number(count.entitled), format_number(count.replaced))
    if count.few:
        return (*known, _("fewer than 10"), *[NONE] * 5)
    paper = _("1 to 9") if count.paper < 0 else format_number(count.paper)
    opened = [count.on_plans, count.blanco, count.invalid]
    return (
        *known,
        format_number(count.issued),
        paper,
        format_number(count.issued * report.state.plan.rights),
        *(format_number(one) if count.opened else NONE for one in opened),
    )


def rank_rows(report: Report) -> Iterable[tuple[str, ...]]:
    """Give the themes, most rights first; equal rights share a place."""
    themes: dict[str, Theme] = {one.slug: one for one in report.state.plan.themes}
    ordered = sorted(report.result.themes, key=lambda one: (-one.rights, one.name))
    rights = [one.rights for one in ordered]
    for one in ordered:
        theme = themes.get(one.name)
        name = local(theme.name) if theme else one.name
        mark = f" ({_('priority theme of the municipality')})" if theme and theme.priority else ""
        yield (
            name + mark,
            str(rights.index(one.rights) + 1),
            format_number(one.initiatives),
            format_number(one.rights),
            format_euros(one.payout_cents),
        )
