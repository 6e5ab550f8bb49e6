"""Pages for everybody: the start, the results, what is stored and what is accessible."""

from voting.web.public import (
    asking_views,
    blueprint,
    complaint_views,
    proposal_views,
    report_views,
    results_views,
    sharing,
    support_views,
    views,
)
from voting.web.public.blueprint import bp
from voting.web.public.downloads import plain_bp

__all__ = [
    "asking_views",
    "blueprint",
    "bp",
    "complaint_views",
    "plain_bp",
    "proposal_views",
    "report_views",
    "results_views",
    "sharing",
    "support_views",
    "views",
]
