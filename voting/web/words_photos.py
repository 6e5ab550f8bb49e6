"""Why something about a photo is refused."""

from voting.domain.errors.photos import (
    AgreementNeeded,
    AltMissing,
    AltTooLong,
    OccasionUnknown,
    PhotoDamaged,
    PhotoMissing,
    PhotoNotTaken,
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoTooSmall,
    PhotoUnknown,
    TooManyPhotos,
)
from voting.web.errors import words_for
from voting.web.i18n import format_number
from voting.web.translating import _

MEGABYTE = 1024 * 1024
MILLION = 1_000_000


@words_for(PhotoUnknown)
def say_unknown(_refusal: PhotoUnknown) -> str:
    """Not there, or removed."""
    return _("There is no such photo.")


@words_for(OccasionUnknown)
def say_occasion_unknown(_refusal: OccasionUnknown) -> str:
    """No grant, or no such milestone."""
    return _("There is no such report.")


@words_for(PhotoMissing)
def say_missing(_refusal: PhotoMissing) -> str:
    """Nothing was sent."""
    return _("First choose a photo.")


@words_for(PhotoTooLarge)
def say_too_large(refusal: PhotoTooLarge) -> str:
    """Too many bytes."""
    return _(
        "This photo is too large to send: %(most)s MB is the most. Send a smaller copy; many"
        " phones offer that when you share a photo.",
        most=format_number(refusal.most // MEGABYTE),
    )


@words_for(PhotoNotTaken)
def say_not_taken(_refusal: PhotoNotTaken) -> str:
    """Another kind of file."""
    return _("This is not a photo that we can read. Send a JPEG, PNG or WebP file.")


@words_for(PhotoDamaged)
def say_damaged(_refusal: PhotoDamaged) -> str:
    """A file that stops halfway."""
    return _("This photo is damaged or not complete. Send it once more, or choose another.")


@words_for(PhotoTooManyPixels)
def say_too_many_pixels(refusal: PhotoTooManyPixels) -> str:
    """Too many points, perhaps on purpose."""
    return _(
        "This picture has too many pixels: %(most)s million is the most. Send a smaller copy.",
        most=format_number(refusal.most // MILLION),
    )


@words_for(PhotoTooSmall)
def say_too_small(refusal: PhotoTooSmall) -> str:
    """Nothing to see."""
    return _(
        "This picture is too small to see anything: %(width)s by %(height)s pixels. Both sides"
        " need at least %(least)s.",
        width=format_number(refusal.width),
        height=format_number(refusal.height),
        least=format_number(refusal.least),
    )


@words_for(TooManyPhotos)
def say_too_many(refusal: TooManyPhotos) -> str:
    """The plan has all it can have."""
    return _(
        "There are %(most)s photos already. Remove one first.",
        most=format_number(refusal.most),
    )


@words_for(AltMissing)
def say_alt_missing(_refusal: AltMissing) -> str:
    """For who cannot see it."""
    return _("Write in a few words what the photo shows, in Dutch or in English.")


@words_for(AltTooLong)
def say_alt_too_long(refusal: AltTooLong) -> str:
    """Too many characters."""
    return _(
        "This has %(length)s characters; there is room for %(longest)s.",
        length=format_number(refusal.length),
        longest=format_number(refusal.longest),
    )


@words_for(AgreementNeeded)
def say_agreement(_refusal: AgreementNeeded) -> str:
    """The tick."""
    return _("Tick the box if it is so. If somebody in the photo did not agree, remove the photo.")
