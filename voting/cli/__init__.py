"""Operators' commands. Each module here has `register(app)`, which adds its commands."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def register_commands(app: Flask) -> None:
    """Add the commands of every module of this package that has `register`."""
    for found in iter_modules(__path__, f"{__name__}."):
        register = getattr(import_module(found.name), "register", None)
        if register is not None:
            register(app)
