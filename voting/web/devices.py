"""What a browser is called in the list of open logins: two words, not its whole description."""

from flask import request

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def describe_device() -> str:
    """Return browser and system of this request, as far as they are known."""
    described = request.user_agent.string
    found = (_find(BROWSERS, described), _find(SYSTEMS, described))
    return ", ".join(name for name in found if name)


def _find(names: tuple[tuple[str, str], ...], described: str) -> str:
    return next((name for mark, name in names if mark in described), "")
