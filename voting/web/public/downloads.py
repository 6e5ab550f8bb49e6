"""Files of a published round, for everybody to recount."""

from flask import Blueprint

plain_bp = Blueprint("downloads", __name__)
