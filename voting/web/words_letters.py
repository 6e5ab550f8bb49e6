"""Why codes or letters are not handed out: for officers."""

from voting.domain.errors.letters import (
    AlreadyDestroyed,
    CodesBeingTaken,
    CodesNotDestroyed,
    CodesNotTaken,
    CodesTaken,
    FolderInUse,
    FolderOfOthers,
    LetterTooLong,
    NoCodes,
    StatementMissing,
)
from voting.web.errors import words_for
from voting.web.i18n import format_moment_and_year, format_number
from voting.web.translating import _


@words_for(NoCodes)
def say_no_codes(_refusal: NoCodes) -> str:
    """No roll yet."""
    return _("There are no codes yet: import the roll first.")


@words_for(CodesTaken)
def say_taken(refusal: CodesTaken) -> str:
    """Once only."""
    return _(
        "%(by)s and %(with)s took the codes on %(at)s. They can be taken once; nothing of them is "
        "left here.",
        at=format_moment_and_year(refusal.at),
        by=refusal.by,
        **{"with": refusal.confirmed_by},
    )


@words_for(CodesBeingTaken)
def say_being_taken(refusal: CodesBeingTaken) -> str:
    """Elsewhere."""
    return _(
        "%(by)s and %(with)s began to take the codes on %(at)s. That can only go on in the folder "
        "they chose. Is it lost? Then make new codes for everybody.",
        at=format_moment_and_year(refusal.at),
        by=refusal.by,
        **{"with": refusal.confirmed_by},
    )


@words_for(FolderInUse)
def say_folder_in_use(refusal: FolderInUse) -> str:
    """Two at once."""
    return _("Letters are being put in %(name)s at this moment.", name=refusal.name)


@words_for(FolderOfOthers)
def say_folder_of_others(refusal: FolderOfOthers) -> str:
    """Something is in it."""
    return _("There are other things in %(name)s. Choose a new folder.", name=refusal.name)


@words_for(LetterTooLong)
def say_too_long(refusal: LetterTooLong) -> str:
    """It must fit."""
    return _(
        "The letters for %(area)s do not fit on one page. Shorten the round's title, or where the "
        "desk is.",
        area=refusal.area,
    )


@words_for(CodesNotTaken)
def say_not_taken(_refusal: CodesNotTaken) -> str:
    """Nothing was handed over."""
    return _("The codes have not been taken yet, so nobody can have destroyed them.")


@words_for(StatementMissing)
def say_statement(refusal: StatementMissing) -> str:
    """It must say something."""
    return _(
        "Write how and when the codes were destroyed, in at most %(most)s characters.",
        most=format_number(refusal.most),
    )


@words_for(AlreadyDestroyed)
def say_already_destroyed(refusal: AlreadyDestroyed) -> str:
    """Stated before."""
    return _("This was stated on %(at)s already.", at=format_moment_and_year(refusal.at))


@words_for(CodesNotDestroyed)
def say_not_destroyed(_refusal: CodesNotDestroyed) -> str:
    """Nobody has stated it."""
    return _(
        "Two people have to state first that the printed codes are destroyed; only then does the "
        "box open."
    )
