"""Views of a plan's signatures, for its group: how many there are, and the poster."""

from flask import Response, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.support import SubjectUnknown
from voting.domain.signatures import SubjectKind
from voting.services.proposals import ProposalView
from voting.services.support_subjects import SubjectView, view_subject
from voting.web.access import Role, allow
from voting.web.i18n import current_language
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.overview_parts import Part, overview_part
from voting.web.posters import print_poster, write_sign_url
from voting.web.rounds import now
from voting.web.stores import stores
from voting.web.support_words import tell_support
from voting.web.translating import _


@overview_part(50)
def tell_signatures(view: ProposalView) -> Part | None:
    """Say how many signed, once the plan can be signed."""
    found = find_support(view)
    if found is None:
        return None
    url = url_for("initiative.show_support", reference=view.reference)
    todo = found.open and not found.passes
    return Part(_("Signatures"), tell_support(found), url, todo)


@bp.get("/<reference>/signatures")
@allow(Role.PERSON)
def show_support(reference: str) -> ResponseReturnValue:
    """Show how many signed, where to sign, and the poster."""
    found = find_support(take_proposal(reference)) or abort(404)
    return render_template(
        "initiative/signatures.html",
        view=found,
        sign_url=write_sign_url(found, current_language()),
        poster_url=url_for(".show_poster", reference=reference),
        back_url=url_for(".show_plan", reference=reference),
    )


@bp.get("/<reference>/poster.pdf")
@allow(Role.PERSON)
def show_poster(reference: str) -> Response:
    """Send the poster of a plan that can be signed."""
    found = find_support(take_proposal(reference))
    return send_poster(found)


def find_support(view: ProposalView) -> SubjectView | None:
    """Return a plan's signatures; None for one that the public does not see."""
    try:
        return view_subject(stores(), SubjectKind.PROPOSAL, view.round, view.reference)
    except SubjectUnknown:
        return None


def send_poster(view: SubjectView | None) -> Response:
    """Send the poster as a file; 404 when there is nothing to sign now."""
    if view is None or not view.open:
        abort(404)
    response = make_response(print_poster(view, now()))
    response.content_type = "application/pdf"
    name = f"poster-{view.subject.reference}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
