"""Pages for initiative groups: from an idea to a reported result."""

from voting.web.initiative import (
    list_views,
    overview_views,
    step_views,
    submitting_views,
    talk_views,
)
from voting.web.initiative.blueprint import bp

__all__ = ["bp", "list_views", "overview_views", "step_views", "submitting_views", "talk_views"]
