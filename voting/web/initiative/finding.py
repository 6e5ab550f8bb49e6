"""The proposal a page is about, as a member of its group sees it."""

from flask import abort

from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.proposal_fields import Step
from voting.services.proposals import ProposalView, view_proposal
from voting.web.signed_in import take_account
from voting.web.stores import stores


def take_proposal(reference: str) -> ProposalView:
    """Return the proposal, or answer 404: also when it is not the reader's to see."""
    try:
        return view_proposal(stores(), reference, take_account().id)
    except ProposalUnknown:
        abort(404)


def take_step(name: str) -> Step:
    """Return a question of the form, or answer 404."""
    try:
        return Step(name)
    except ValueError:
        abort(404)
