"""Why something about a photo is refused."""

from voting.domain.errors.refused import Refused, refusal


@refusal
class PhotoUnknown(Refused):
    """There is no such photo, or it is not the reader's to see."""


@refusal
class PhotoMissing(Refused):
    """No file was chosen."""


@refusal
class PhotoTooLarge(Refused):
    """The file is larger than `most` bytes."""

    most: int


@refusal
class PhotoNotTaken(Refused):
    """The file is no JPEG, PNG or WebP, whatever its name says."""


@refusal
class PhotoDamaged(Refused):
    """The file begins as a picture, and cannot be read to its end."""


@refusal
class PhotoTooManyPixels(Refused):
    """The picture has more pixels than are taken, however small its file is."""

    width: int
    height: int
    most: int


@refusal
class PhotoTooSmall(Refused):
    """One side of the picture has fewer than `least` pixels."""

    width: int
    height: int
    least: int


@refusal
class TooManyPhotos(Refused):
    """A proposal has `most` photos already."""

    most: int


@refusal
class AltMissing(Refused):
    """A photo needs words for who cannot see it, in one language at least."""


@refusal
class AltTooLong(Refused):
    """The words beside a photo are too long."""

    language: str
    length: int
    longest: int


@refusal
class AgreementNeeded(Refused):
    """Nobody is shown who did not agree to it."""


@refusal
class OccasionUnknown(Refused):
    """There is no such report to make: no grant, or no milestone of that number."""
