"""Files of a published round, for everybody to recount."""

from dataclasses import dataclass

from flask import Blueprint

from voting.services.round_state import RoundState

plain_bp = Blueprint("downloads", __name__)


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download: what it is called on the page, and where it is."""

    title: str
    url: str


def list_downloads(_state: RoundState) -> list[Download]:
    """Return what can be downloaded of a round."""
    return []
