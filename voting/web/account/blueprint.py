"""The part of the site for who has an account."""

from flask import Blueprint

from voting.web.signed_in import PART, join_part

bp = Blueprint("account", __name__, url_prefix=f"/{PART}")
join_part(bp)
