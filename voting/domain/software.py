"""Which software this is: every results report says so."""

VERSION = "0.1.0"
"""The version, as in pyproject.toml."""
