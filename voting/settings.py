"""The values that differ from one installation to the next. They are read in `config.py`."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Self

FORM_BYTES = 64 * 1024
Language = Literal["nl", "en"]
AddressForm = Literal["je", "u"]
MailSecurity = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """Who runs this installation, in the words its pages use."""

    name: str = "Zonnedam"
    """The municipality's name, without the word for municipality."""
    address: AddressForm = "je"
    """How the Dutch pages address the reader."""
    noun_nl: str = "buurtrechten"
    noun_en: str = "neighbourhood rights"
    """What a right is called, in the plural."""
    phone: str = "14 0000"
    desk_nl: str = "de balie in het stadhuis"
    desk_en: str = "the desk in the town hall"
    """Where a resident without a letter goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The server that takes our mail. Without a host nothing is sent, and mail waits."""

    host: str = ""
    port: int = 587
    security: MailSecurity = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = "buurtrechten@example.org"
    seconds: float = 60
    """How long one command may take (RFC 5321, section 4.5.3.2, allows 300)."""
    final_seconds: float = 600
    """How long the answer to a whole message may take; giving up earlier sends it twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation. All paths are absolute."""

    register_url: str
    ballotbox_url: str
    """Database addresses; the two must differ."""
    keys_dir: Path
    """Keys that live outside the databases and outside their backups."""
    keys_copy_dir: Path | None = None
    """The second place those keys are kept, if any."""
    checkpoint_dir: Path
    """Where the last checkpoint is kept outside the database."""
    files_dir: Path
    """Where photos are kept, shared by every process of the installation."""
    templates_dir: Path
    static_dir: Path
    translations_dir: Path
    migrations_dir: Path
    municipality: Municipality = Municipality()
    default_language: Language = "nl"
    time_zone: str = "Europe/Amsterdam"
    public_url: str = "http://127.0.0.1:5000"
    """Where residents find this site, without a slash at the end: for links in mails."""
    security_contact: str = ""
    """Where weaknesses can be told, as an address such as mailto: or https: (RFC 9116)."""
    mail_server: MailServer = MailServer()
    proxies: int = 0
    """How many of our own proxies stand before the site; a resident's address is what the
    outermost of them saw. Counting too many lets anybody pose as another address."""
    kiosk: bool = False
    """Whether browsers at this installation are shared by residents."""
    form_bytes: int = FORM_BYTES
    """The largest request taken."""

    def __post_init__(self) -> None:
        if self.register_url == self.ballotbox_url:
            raise ValueError("register and ballot box need two databases")

    def require_folders(self) -> None:
        """Raise FileNotFoundError when a folder that ships with the program is missing."""
        for folder in (
            self.templates_dir,
            self.static_dir,
            self.translations_dir,
            self.migrations_dir,
        ):
            if not (folder.is_absolute() and folder.is_dir()):
                raise FileNotFoundError(f"no such folder, or not an absolute path: {folder}")

    def located_in(self, data: Path) -> Self:
        """Return the same installation with its databases, keys and files under `data`."""
        root = data.resolve()
        return replace(
            self,
            register_url=f"sqlite:///{root / 'register.sqlite'}",
            ballotbox_url=f"sqlite:///{root / 'ballotbox.sqlite'}",
            keys_dir=root / "keys",
            keys_copy_dir=None,
            checkpoint_dir=root / "checkpoints",
            files_dir=root / "files",
        )
