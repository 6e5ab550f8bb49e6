"""What acts are done with, in a request."""

from voting.services import grant_acts
from voting.services.acts import Workshop
from voting.web import current_settings
from voting.web.keys import open_keys
from voting.web.letters import PageLetters
from voting.web.signed_in import open_account_keys
from voting.web.stores import stores

__all__ = ["grant_acts", "open_workshop"]


def open_workshop() -> Workshop:
    """Return stores, keys and letters for the acts of this request."""
    return Workshop(
        stores(), open_keys(), open_account_keys(), PageLetters(), current_settings().checkpoint_dir
    )
