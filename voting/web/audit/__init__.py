"""Pages for whoever wants to check the round."""

from voting.web.audit import views
from voting.web.audit.blueprint import bp

__all__ = ["bp", "views"]
