"""Pages for whoever wants to check the round, and open data for programs."""

from voting.web.audit import views
from voting.web.audit.api import bp as plain_bp
from voting.web.audit.blueprint import bp

__all__ = ["bp", "plain_bp", "views"]
