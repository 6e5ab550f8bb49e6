"""The workspace of the municipality, for staff."""

from flask import Blueprint

from voting.web.signed_in import PART, join_part

bp = Blueprint("council", __name__, url_prefix=f"/{PART}/council")
join_part(bp)
