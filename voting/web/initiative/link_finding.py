"""The link a page is about, as a member of one of its groups sees it."""

from flask import abort

from voting.domain.errors.linking_up import LinkUpUnknown
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.linking_up import LinkUpId
from voting.services.link_views import LinkView, view_link
from voting.web.signed_in import take_account
from voting.web.stores import stores


def take_link(reference: str, link: str) -> LinkView:
    """Return the link, or answer 404: also when it is not the reader's to see."""
    try:
        return view_link(stores(), take_account().id, reference, read_link_id(link))
    except (LinkUpUnknown, ProposalUnknown):
        abort(404)


def read_link_id(text: str) -> LinkUpId:
    """Return the link that an address names; 404 when it names none."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        abort(404)
    if len(found) != 16 or found.hex() != text:
        abort(404)
    return LinkUpId(found)
