"""Files of a published round, for everybody to recount."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, send_file, url_for
from flask.typing import ResponseReturnValue

from voting.services import publishing
from voting.services.round_state import RoundState
from voting.web.access import allow_everyone
from voting.web.bundles import make_bundle, offers_bundle
from voting.web.outcomes import take_outcome
from voting.web.rounds import take_round
from voting.web.stores import stores
from voting.web.translating import _

plain_bp = Blueprint("downloads", __name__)


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download: what it is called on the page, and where it is."""

    title: str
    url: str


def list_downloads(state: RoundState) -> list[Download]:
    """Return what can be downloaded of a published round."""
    titles = {
        "plannen.csv": _("Plans, CSV for Excel"),
        "buurten.csv": _("Neighbourhoods, CSV for Excel"),
        "pakketten.csv": _("Packages, CSV for Excel"),
        "initiatives.csv": _("Plans, CSV"),
        "neighbourhoods.csv": _("Neighbourhoods, CSV"),
        "packages.csv": _("Packages, CSV"),
        publishing.RECORD: _("All of it, JSON"),
    }
    areas = {f"{area.slug}.pb": area.name for area in state.plan.voting_areas}
    titles |= {name: _("%(area)s, Pabulib (.pb)", area=area) for name, area in areas.items()}
    names = [name for name in publishing.list_downloads(state) if name in titles]
    return [Download(titles[name], _write_url(state, name)) for name in names]


def _write_url(state: RoundState, name: str) -> str:
    return url_for("downloads.show_download", round=state.slug, name=name)


@plain_bp.get("/<round>/downloads/<name>")
@allow_everyone
def show_download(round: str, name: str) -> ResponseReturnValue:
    """Send a file of the result."""
    state = take_round(round)
    take_outcome(stores(), state)
    file = publishing.make_download(stores(), state, name) or abort(404)
    response = make_response(file.content)
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    response.content_type = file.media_type + charset
    response.headers["Content-Disposition"] = f'attachment; filename="{state.slug}-{file.name}"'
    return response


@plain_bp.get("/<round>/bundle.tar.gz")
@allow_everyone
def show_bundle(round: str) -> Response:
    """Send the whole public record: the log, the frozen files and the result."""
    state = take_round(round)
    if not offers_bundle(state):
        abort(404)
    file = make_bundle(stores(), state)
    return send_file(
        file, "application/gzip", as_attachment=True, download_name=f"{state.slug}.tar.gz"
    )
