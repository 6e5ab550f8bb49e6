"""Pages for initiative groups: from an idea to a reported result."""

from voting.web.initiative import (
    link_deciding_views,
    link_views,
    list_views,
    map_files,
    overview_views,
    petition_views,
    photo_adding_views,
    photo_files,
    photo_views,
    spot_views,
    step_views,
    submitting_views,
    support_views,
    talk_views,
)
from voting.web.initiative.blueprint import bp
from voting.web.initiative.picture_files import plain_bp

__all__ = [
    "bp",
    "link_deciding_views",
    "link_views",
    "list_views",
    "map_files",
    "overview_views",
    "petition_views",
    "photo_adding_views",
    "photo_files",
    "photo_views",
    "plain_bp",
    "spot_views",
    "step_views",
    "submitting_views",
    "support_views",
    "talk_views",
]
