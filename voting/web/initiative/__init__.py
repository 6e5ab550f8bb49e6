"""Pages for initiative groups: from an idea to a reported result."""

from voting.web.initiative import (
    again_views,
    agreement_views,
    grant_views,
    link_deciding_views,
    link_views,
    list_views,
    map_files,
    overview_views,
    payee_views,
    petition_views,
    photo_adding_views,
    photo_files,
    photo_views,
    report_views,
    spot_views,
    step_views,
    submitting_views,
    support_views,
    talk_views,
)
from voting.web.initiative.blueprint import bp
from voting.web.initiative.picture_files import plain_bp

__all__ = [
    "again_views",
    "agreement_views",
    "bp",
    "grant_views",
    "link_deciding_views",
    "link_views",
    "list_views",
    "map_files",
    "overview_views",
    "payee_views",
    "petition_views",
    "photo_adding_views",
    "photo_files",
    "photo_views",
    "plain_bp",
    "report_views",
    "spot_views",
    "step_views",
    "submitting_views",
    "support_views",
    "talk_views",
]
