"""The API's address, and what all its answers share."""

from flask import Blueprint

from voting.web.problems import API, mark_as_api

bp = Blueprint("api", __name__, url_prefix=f"{API}v1")
bp.after_request(mark_as_api)
