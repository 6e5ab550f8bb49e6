"""The poster that asks people to sign: what its sheet says, in the languages there are words in."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import force_locale

from voting.domain.signatures import SubjectKind
from voting.interchange.printing import print_sheet
from voting.interchange.qr import draw_qr, write_svg
from voting.services.support_subjects import SubjectView
from voting.web import current_settings
from voting.web.i18n import LOCALES, format_day
from voting.web.support_words import tell_need
from voting.web.translating import _


def print_poster(view: SubjectView, at: datetime) -> bytes:
    """Return the poster as PDF: a page for each language that the title is written in."""
    title = view.subject.title
    written = [language for language in LOCALES if getattr(title, language)]
    pages = [describe_page(view, language) for language in written]
    facts = {"language": written[0], "title": title.get(written[0]), "pages": pages}
    return print_sheet("poster", facts, at)


def write_sign_url(view: SubjectView, language: str) -> str:
    """Return where to sign: below our own address, whatever the request said it is called."""
    theme = view.subject.kind is SubjectKind.THEME
    page = "public.show_sign_theme" if theme else "public.show_sign_proposal"
    path = url_for(page, language=language, round=view.round.slug, reference=view.subject.reference)
    return current_settings().public_url + path


def describe_page(view: SubjectView, language: str) -> dict[str, Any]:
    """Return the words and the code of the page in one language."""
    link = write_sign_url(view, language)
    subject = view.subject
    with force_locale(LOCALES[language]):
        page = _describe_theme() if subject.kind is SubjectKind.THEME else _describe_plan(view)
        page |= {
            "need": tell_need(view),
            "ask": _("Sign with your phone"),
            "how": _("Point the camera at the code, or type:"),
            "until": _(
                "You can sign until the list of plans is final. Voting begins on %(day)s.",
                day=format_day(view.round.plan.times.opens),
            ),
            "alt": _("QR code to sign at %(link)s", link=link),
            "town": _("Municipality of %(name)s", name=view.round.plan.municipality.name),
        }
        if subject.kind is SubjectKind.PROPOSAL:
            page["summary"] = subject.summary.get(language)
    title = subject.title.get(language)
    return page | {
        "language": language,
        "title": title,
        "link": link,
        "code": write_svg(draw_qr(link)),
    }


def _describe_theme() -> dict[str, str]:
    return {
        "kicker": _("A theme for our municipality"),
        "summary": _(
            "Help us put this on the list. Plans for the neighbourhood can then carry this theme,"
            " and the votes show how much it matters to people."
        ),
        "place": "",
    }


def _describe_plan(view: SubjectView) -> dict[str, str]:
    where = [part for part in (view.subject.place, view.buurt_name) if part]
    return {
        "kicker": _("A plan for %(place)s", place=view.buurt_name),
        "place": ", ".join([*where, view.subject.group_name]),
    }
