"""What photos go with, as pages name it and as addresses write it."""

import re
from dataclasses import dataclass

from flask import abort, url_for

from voting.domain.photos import CLOSING, PLAN, Occasion, Stage
from voting.web.photos import write_occasion
from voting.web.translating import _

MILESTONE = re.compile(r"milestone-(0|[1-9][0-9]?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class AlbumPage:
    """The page with the photos of one occasion: its name, its addresses, and the page above it.

    `soon` says when a photo comes to stand on the internet, `closed` why none can be added.
    """

    name: str
    lead: str
    soon: str
    closed: str
    url: str
    new_url: str
    above_name: str
    above_url: str


def read_occasion(text: str) -> Occasion:
    """Return what an address says that photos go with; 404 when it says nothing of the kind."""
    if text in (PLAN.stage, CLOSING.stage):
        return Occasion(Stage(text))
    found = MILESTONE.fullmatch(text)
    if found is None:
        abort(404)
    return Occasion(Stage.MILESTONE, int(found[1]))


def describe_album(reference: str, occasion: Occasion) -> AlbumPage:
    """Return the words and addresses of an occasion's photos."""
    word = write_occasion(occasion)
    urls = (
        url_for(".show_photos", reference=reference, occasion=word),
        url_for(".show_new_photo", reference=reference, occasion=word),
    )
    if occasion == PLAN:
        return AlbumPage(
            _("Photos of your plan"),
            _("A photo of the spot says more than a page of words."),
            _("The photo is on the internet once you hand your plan in."),
            _("The plan cannot be changed now. You can always remove a photo."),
            *urls,
            _("Your plan"),
            url_for(".show_plan", reference=reference),
        )
    return AlbumPage(
        _("Photos with your report"),
        _("Show what you did. The photos go along when you hand the report in."),
        _("The photo is on the internet once you hand your report in."),
        _("Nothing can be added to this report now. You can always remove a photo."),
        *urls,
        _("Your report"),
        _find_report_url(reference, occasion),
    )


def _find_report_url(reference: str, occasion: Occasion) -> str:
    if occasion == CLOSING:
        return url_for(".show_closing", reference=reference)
    return url_for(".show_report", reference=reference, position=occasion.tranche)
