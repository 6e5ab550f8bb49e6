"""Bytes as text: base64url without padding, one spelling per value (RFC 4648 section 5)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from voting.ballotbox.errors import Malformed


def b64(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64(text: str, length: int | None = None) -> bytes:
    """Read base64url without padding; any other spelling, or another length, is `Malformed`.

    The decoder of the standard library skips what it does not know, so the value is written
    again and compared: stray characters, padding and unused bits are all found that way.
    """
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, TypeError) as error:
        raise Malformed("not base64url") from error
    if b64(data) != text or (length is not None and len(data) != length):
        raise Malformed("not base64url of the right length")
    return data
