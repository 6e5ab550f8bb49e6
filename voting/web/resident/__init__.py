"""Pages for residents: choose, look over, cast, and check what was counted."""

from voting.web.resident import casting_views, checking_views, views
from voting.web.resident.blueprint import bp

__all__ = ["bp", "casting_views", "checking_views", "views"]
