"""The residents' part of the site."""

from flask import Blueprint

bp = Blueprint("resident", __name__)
