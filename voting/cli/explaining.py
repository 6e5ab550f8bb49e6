"""What commands share: a refusal is a sentence, and letters can make their links."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app

from voting.domain.errors.refused import Refused
from voting.web.errors import explain


@contextmanager
def explaining() -> Iterator[None]:
    """Turn a refusal into its sentence, and exit 1; links in mails can be made in here."""
    with current_app.test_request_context():
        try:
            yield
        except Refused as refusal:
            raise click.ClickException(explain(refusal)) from refusal
