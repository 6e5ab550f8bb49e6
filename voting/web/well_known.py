"""Addresses that everybody knows: who to tell about a weakness, and Dutch names of two pages."""

from datetime import timedelta

from flask import Flask, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from voting.web import current_settings
from voting.web.access import allow_everyone
from voting.web.rounds import now

A_YEAR = timedelta(days=365)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.add_url_rule("/.well-known/security.txt", "security_contact", show_security_contact)
    app.add_url_rule("/toegankelijkheid", "dutch_accessibility", lead_to_accessibility)
    app.add_url_rule("/privacy", "dutch_privacy", lead_to_privacy)


@allow_everyone
def show_security_contact() -> Response:
    """Say whom to tell about a weakness (RFC 9116)."""
    settings = current_settings()
    expires = (now() + A_YEAR).replace(hour=0, minute=0, second=0, microsecond=0)
    phone = "".join(settings.municipality.phone.split())
    lines = [
        f"Contact: {settings.security_contact or f'tel:{phone}'}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.public_url}/.well-known/security.txt",
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@allow_everyone
def lead_to_accessibility() -> ResponseReturnValue:
    """Send the reader to the accessibility statement."""
    return redirect(url_for("public.show_accessibility", language="nl"))


@allow_everyone
def lead_to_privacy() -> ResponseReturnValue:
    """Send the reader to the privacy statement."""
    return redirect(url_for("public.show_privacy", language="nl"))
