"""Pictures that anybody may see, at addresses without a language."""

from flask import Blueprint

plain_bp = Blueprint("pictures", __name__)
