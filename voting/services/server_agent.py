"""The voter's agent, played by the server for a plain form: in memory, within one request.

A browser's agent does the same with the same functions of `voting.ballotbox`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voting.ballotbox.blind_rsa import blind, finalize
from voting.ballotbox.codes import stretch
from voting.ballotbox.keys import derive_code_key
from voting.ballotbox.sealing import seal
from voting.ballotbox.slips import (
    AreaFacts,
    Slip,
    SlipSecrets,
    blinded_hash,
    derive_slip_secrets,
    issue_message,
    sign_slip,
    token_message,
)


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What the issuer needs to see: nothing in it tells a slip."""

    roll_index: int
    code_key: bytes
    blinded: tuple[bytes, ...]
    signature: bytes

    @property
    def hash(self) -> bytes:
        """Return SHA-256 of the blinded values."""
        return blinded_hash(self.blinded)


@dataclass(frozen=True, slots=True, repr=False)
class ServerAgent:
    """One voter's secrets, for as long as one request lasts. It has no repr on purpose."""

    round_id: bytes
    area: AreaFacts
    code_key: Ed25519PrivateKey
    slips: tuple[SlipSecrets, ...]

    @classmethod
    def from_code(
        cls, code: str, salt: bytes, round_id: bytes, area: AreaFacts, rights: int
    ) -> Self:
        """Derive everything from the letter's code and the resident's slip salt."""
        secret = stretch(code, round_id)
        slips = derive_slip_secrets(
            secret, salt, round_id, area.area, rights, area.issuer_key.modulus
        )
        return cls(round_id, area, derive_code_key(secret, round_id), slips)

    @property
    def slip_keys(self) -> tuple[bytes, ...]:
        """Return the public slip keys, in slip order."""
        return tuple(one.public for one in self.slips)

    def ask(self, roll_index: int) -> IssueRequest:
        """Return the signed request for this voter's rights; the same every time."""
        blinded = tuple(
            blind(self.area.issuer_key, self._message(one), one.pss_salt, one.blind)
            for one in self.slips
        )
        message = issue_message(self.round_id, roll_index, blinded_hash(blinded))
        public = self.code_key.public_key().public_bytes_raw()
        return IssueRequest(roll_index, public, blinded, self.code_key.sign(message))

    def fill_in(
        self, blind_signatures: Sequence[bytes], choices: Sequence[str]
    ) -> tuple[Slip, ...]:
        """Return one finished slip a right, each with its choice sealed."""
        pairs = zip(self.slips, blind_signatures, choices, strict=True)
        return tuple(self._fill_in_one(*pair) for pair in pairs)

    def _fill_in_one(self, secrets: SlipSecrets, blind_signature: bytes, choice: str) -> Slip:
        issuer = self.area.issuer_key
        token = finalize(issuer, self._message(secrets), blind_signature, secrets.blind)
        sealed = seal(choice, self.area.seal_key, self.round_id, self.area.area, secrets.public)
        return sign_slip(secrets, self.round_id, self.area.area, token, sealed)

    def _message(self, secrets: SlipSecrets) -> bytes:
        return token_message(self.round_id, self.area.area, secrets.public)
