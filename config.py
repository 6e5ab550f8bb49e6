"""This deployment's values, from the environment. Only wsgi.py imports this module."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from voting.settings import (
    AddressForm,
    Language,
    MailSecurity,
    MailServer,
    Municipality,
    Settings,
)

HERE = Path(__file__).resolve().parent


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """
    Return the settings; without any variable set, everything lies in `var/` of the checkout.

    VOTING_DATA moves that folder. VOTING_REGISTER_URL and VOTING_BALLOTBOX_URL name databases
    elsewhere, VOTING_KEYS_DIR, VOTING_KEYS_COPY_DIR, VOTING_CHECKPOINT_DIR and VOTING_FILES_DIR
    other folders.
    Raises ValueError for a value that is not understood.
    """
    data = Path(environ.get("VOTING_DATA", HERE / "var")).resolve()
    copy = environ.get("VOTING_KEYS_COPY_DIR")
    return Settings(
        register_url=environ.get("VOTING_REGISTER_URL", f"sqlite:///{data / 'register.sqlite'}"),
        ballotbox_url=environ.get("VOTING_BALLOTBOX_URL", f"sqlite:///{data / 'ballotbox.sqlite'}"),
        keys_dir=Path(environ.get("VOTING_KEYS_DIR", data / "keys")).resolve(),
        keys_copy_dir=Path(copy).resolve() if copy else None,
        checkpoint_dir=Path(environ.get("VOTING_CHECKPOINT_DIR", data / "checkpoints")).resolve(),
        files_dir=Path(environ.get("VOTING_FILES_DIR", data / "files")).resolve(),
        templates_dir=HERE / "templates",
        static_dir=HERE / "voting" / "static",
        translations_dir=HERE / "translations",
        migrations_dir=HERE / "migrations",
        municipality=_read_municipality(environ),
        default_language=_choose(environ, "VOTING_LANGUAGE", get_args(Language)),
        time_zone=environ.get("VOTING_TIME_ZONE", "Europe/Amsterdam"),
        public_url=environ.get("VOTING_PUBLIC_URL", "http://127.0.0.1:5000").rstrip("/"),
        security_contact=environ.get("VOTING_SECURITY_CONTACT", ""),
        mail_server=_read_mail_server(environ),
        proxies=_count_proxies(environ),
        kiosk=environ.get("VOTING_KIOSK", "0") == "1",
    )


def _read_municipality(environ: Mapping[str, str]) -> Municipality:
    usual = Municipality()
    return Municipality(
        name=environ.get("VOTING_MUNICIPALITY", usual.name),
        address=_choose(environ, "VOTING_ADDRESS_FORM", get_args(AddressForm)),
        noun_nl=environ.get("VOTING_NOUN_NL", usual.noun_nl),
        noun_en=environ.get("VOTING_NOUN_EN", usual.noun_en),
        phone=environ.get("VOTING_PHONE", usual.phone),
        desk_nl=environ.get("VOTING_DESK_NL", usual.desk_nl),
        desk_en=environ.get("VOTING_DESK_EN", usual.desk_en),
    )


def _read_mail_server(environ: Mapping[str, str]) -> MailServer:
    """Return the mail server of VOTING_SMTP_HOST; without it, mail waits in the outbox."""
    usual = MailServer()
    return MailServer(
        host=environ.get("VOTING_SMTP_HOST", usual.host),
        port=int(environ.get("VOTING_SMTP_PORT", usual.port)),
        security=_choose(environ, "VOTING_SMTP_SECURITY", get_args(MailSecurity)),
        user=environ.get("VOTING_SMTP_USER", usual.user),
        password=environ.get("VOTING_SMTP_PASSWORD", usual.password),
        sender=environ.get("VOTING_MAIL_SENDER", usual.sender),
    )


def _count_proxies(environ: Mapping[str, str]) -> int:
    value = environ.get("VOTING_PROXIES", "0")
    if not (value.isascii() and value.isdigit()):
        raise ValueError("VOTING_PROXIES is a whole number, 0 without a proxy")
    return int(value)


def _choose(environ: Mapping[str, str], name: str, choices: tuple[Any, ...]) -> Any:
    """Return the value of a variable that takes a few words only, the first being the default."""
    value = environ.get(name, choices[0])
    if value not in choices:
        raise ValueError(f"{name} is one of: {', '.join(choices)}")
    return value
