"""The auditors' part of the site."""

from flask import Blueprint

bp = Blueprint("audit", __name__)
