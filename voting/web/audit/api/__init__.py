"""Open data for programs: read only, by the Dutch API design rules, described by openapi.json."""

from voting.web.audit.api import views
from voting.web.audit.api.blueprint import bp

__all__ = ["bp", "views"]
