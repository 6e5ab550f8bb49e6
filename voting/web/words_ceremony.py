"""Why a step around the ballot box is refused, in words."""

from voting.domain.errors.ceremony import SeedsDiffer, SharesUnfit, TooLargeHere
from voting.web.errors import words_for
from voting.web.i18n import format_number
from voting.web.translating import _


@words_for(TooLargeHere)
def say_too_large(refusal: TooLargeHere) -> str:
    """Say that a command does this."""
    return _(
        "%(issued)s residents voted. For more than %(most)s this takes too long for a page: type"
        " the command on the server. Nothing was done.",
        issued=format_number(refusal.issued),
        most=format_number(refusal.most),
    )


@words_for(SeedsDiffer)
def say_seeds_differ(_refusal: SeedsDiffer) -> str:
    """Ask to type it once more."""
    return _("The two are not the same. Listen once more to who drew, and type it twice.")


@words_for(SharesUnfit)
def say_shares_unfit(refusal: SharesUnfit) -> str:
    """Say which share is wrong."""
    if refusal.share:
        return _(
            "Share %(number)s cannot be read. Look at every word on the sheet, and type all shares"
            " again: nothing of them was kept.",
            number=refusal.share,
        )
    return _(
        "These shares do not belong together, or one stands there twice. Type all shares again:"
        " nothing of them was kept."
    )
