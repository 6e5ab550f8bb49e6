"""The workspace of initiative groups, for who has an account."""

from flask import Blueprint

from voting.web.signed_in import PART, join_part

bp = Blueprint("initiative", __name__, url_prefix=f"/{PART}/plans")
join_part(bp)
