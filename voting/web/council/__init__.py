"""Pages for those who run a round for the municipality."""

from voting.web.council import (
    asking_views,
    complaint_views,
    correction_views,
    deciding_views,
    home_views,
    joining_views,
    list_views,
    log_views,
    paper_views,
    request_views,
    result_views,
    review_views,
    staff_views,
    step_views,
    talk_views,
)
from voting.web.council.blueprint import bp

__all__ = [
    "asking_views",
    "bp",
    "complaint_views",
    "correction_views",
    "deciding_views",
    "home_views",
    "joining_views",
    "list_views",
    "log_views",
    "paper_views",
    "request_views",
    "result_views",
    "review_views",
    "staff_views",
    "step_views",
    "talk_views",
]
