"""What goes wrong inside the protocol: each error carries facts, callers choose the words."""


class BallotboxError(Exception):
    """The base of every refusal of this package."""


class Malformed(BallotboxError):
    """Bytes or text that do not have the one allowed form."""


class CodeMistyped(BallotboxError):
    """A voting code with a wrong length, a wrong character or a wrong check character."""


class KeyUnacceptable(BallotboxError):
    """A public key that is not canonical, is of small order or has the wrong kind or size."""


class KeyMissing(BallotboxError):
    """A key of the round is not in the key folder: never made, or destroyed."""


class KeysExist(BallotboxError):
    """The round's keys were made before; they are never overwritten."""


class IssueRefused(BallotboxError):
    """The issuer does not sign these blinded values."""


class SignatureFaulty(BallotboxError):
    """A signature that was just made, or just received, does not verify."""


class BadReceipt(BallotboxError):
    """A receipt or card without a promise that its round signed."""


class BadCheckpoint(BallotboxError):
    """A checkpoint that is not a signed note of this log."""


class SharesRefused(BallotboxError):
    """Trustees' shares that do not combine; `reason` is one of the ids in `trustee_words.WORDS`."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class OpeningRefused(BallotboxError):
    """A bundle that may not be opened; `reason` is one of the ids in `trustee_words.WORDS`."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts
