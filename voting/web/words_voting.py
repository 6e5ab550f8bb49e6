"""Why a code, a vote or a step of the count is refused, and what to do about it."""

from flask import g

from voting.domain.errors.casting import (
    AlreadyVoted,
    AttemptMalformed,
    CodeMistyped,
    CodeOfOtherArea,
    CodeRevoked,
    CodeUnknown,
    CommitmentBroken,
    InitiativeOfOtherArea,
    InitiativeWithdrawn,
    NegativeRights,
    NothingChosen,
    PaperAfterVote,
    ReferenceUnknown,
    ReissueCapReached,
    RightsAlreadyIssued,
    RightsIssuedElsewhere,
    RoundAnnulled,
    RoundClosed,
    RoundNotOpen,
    SlipsUnreadable,
    TooManyReplacements,
    TooManyRights,
    TooManyTries,
    UnknownArea,
    UnknownInitiative,
)
from voting.domain.errors.counting import (
    BoxAlreadyOpened,
    BoxNotClosed,
    BoxOverfull,
    BundleUnsound,
    ClosingNotReached,
    KeysNotReleased,
    LetterNoLongerOpens,
    LogFallsShort,
    SecretDoesNotMatch,
    SeedDrawn,
    SeedMissing,
    SeedUnfit,
    SlipUnknown,
    WrongPhase,
)
from voting.web.errors import words_for
from voting.web.i18n import format_moment, format_number, format_rights, local
from voting.web.translating import _, ngettext
from voting.web.words import day_and_month


@words_for(CodeMistyped)
def say_mistyped(_refusal: CodeMistyped) -> str:
    """The check character does not fit."""
    return _("This code is not right. Often one character is wrong.")


@words_for(CodeUnknown)
def say_unknown(_refusal: CodeUnknown) -> str:
    """Well formed, but of nobody."""
    return _("There is no such code in this round. Is it the letter of this round?")


@words_for(CodeRevoked)
def say_revoked(_refusal: CodeRevoked) -> str:
    """Replaced by a newer letter."""
    return _("This code is no longer valid. You got a newer letter: use the code on that one.")


@words_for(TooManyTries)
def say_too_many_tries(refusal: TooManyTries) -> str:
    """Wrong codes from one network are slowed."""
    minutes = -(-refusal.wait_seconds // 60)
    return ngettext(
        "Too many wrong codes came from your network. Wait %(minutes)s minute before another try;"
        " a right code works at once.",
        "Too many wrong codes came from your network. Wait %(minutes)s minutes before another"
        " try; a right code works at once.",
        minutes,
        minutes=format_number(minutes),
    )


@words_for(CodeOfOtherArea)
def say_other_area(refusal: CodeOfOtherArea) -> str:
    """The plans are of another area than the code."""
    return _(
        "Your code is for %(own)s, your plans for %(chosen)s. Choose in %(own)s. You have not"
        " voted yet.",
        own=name_area(refusal.code_area),
        chosen=name_area(refusal.chosen_area),
    )


@words_for(RoundNotOpen)
def say_not_open(refusal: RoundNotOpen) -> str:
    """Too early."""
    return _(
        "You can vote from %(opens)s. Your choice is kept.", opens=format_moment(refusal.opens)
    )


@words_for(RoundClosed)
def say_closed(refusal: RoundClosed) -> str:
    """Too late."""
    return _(
        "Voting closed on %(closes)s. Anything not cast does not count. Result: %(results)s.",
        closes=format_moment(refusal.closed),
        results=day_and_month(refusal.results_on),
    )


@words_for(RoundAnnulled)
def say_annulled(_refusal: RoundAnnulled) -> str:
    """Nobody votes in it any more."""
    return _("This round was annulled. No vote counts.")


@words_for(TooManyRights)
def say_too_many_rights(refusal: TooManyRights) -> str:
    """More than a resident has."""
    return _(
        "You gave %(given)s, but you have %(allowed)s. Take some away first.",
        given=format_rights(refusal.given),
        allowed=format_number(refusal.allowed),
    )


@words_for(NegativeRights)
def say_negative(refusal: NegativeRights) -> str:
    """Less than nothing."""
    return _("“%(plan)s” cannot get fewer than zero rights.", plan=name_plan(refusal.id))


@words_for(NothingChosen)
def say_nothing_chosen(_refusal: NothingChosen) -> str:
    """No right was given."""
    return _("You have not given any plan a right yet. First choose at least one plan.")


@words_for(UnknownInitiative)
def say_unknown_plan(_refusal: UnknownInitiative) -> str:
    """Not on the list."""
    return _("One of the plans is not on the list of this round. Look over your choice.")


@words_for(InitiativeOfOtherArea)
def say_plan_elsewhere(refusal: InitiativeOfOtherArea) -> str:
    """On another area's list."""
    return _(
        "“%(plan)s” is a plan in %(area)s. Here you can only choose plans of your own area.",
        plan=name_plan(refusal.id),
        area=name_area(refusal.area),
    )


@words_for(InitiativeWithdrawn)
def say_withdrawn(refusal: InitiativeWithdrawn) -> str:
    """Withdrawn during the vote."""
    return _(
        "“%(plan)s” was withdrawn. Give its rights to another plan.", plan=name_plan(refusal.id)
    )


@words_for(UnknownArea)
def say_unknown_area(_refusal: UnknownArea) -> str:
    """Not an area of this round."""
    return _("This round has no such area. Choose the area on your letter.")


@words_for(AttemptMalformed)
def say_attempt(_refusal: AttemptMalformed) -> str:
    """The page was damaged."""
    return _("Something of this page was lost on its way. Look over your choice and vote again.")


@words_for(AlreadyVoted)
def say_already_voted(_refusal: AlreadyVoted) -> str:
    """A vote is in the box."""
    return _("This code has voted. Voting again replaces everything.")


@words_for(TooManyReplacements)
def say_too_many_replacements(refusal: TooManyReplacements) -> str:
    """Enough is enough."""
    return _(
        "This code has replaced its vote %(most)s times. That is the most: the vote that is in"
        " stands.",
        most=format_number(refusal.most),
    )


@words_for(SlipsUnreadable)
def say_slips_unreadable(_refusal: SlipsUnreadable) -> str:
    """A row of the box was spoiled."""
    return _(
        "The box cannot read the slips of this code. Nothing was changed. Go to our desk with"
        " your letter, or call us: we look into it."
    )


@words_for(PaperAfterVote)
def say_paper_after_vote(_refusal: PaperAfterVote) -> str:
    """A paper form comes too late."""
    return _("This code has voted. A paper form cannot replace that vote.")


@words_for(RightsIssuedElsewhere)
def say_issued_elsewhere(_refusal: RightsIssuedElsewhere) -> str:
    """Other rights were issued on the row."""
    return _("The rights of this code were given out in another way. Call us: we look into it.")


@words_for(CommitmentBroken)
def say_commitment(_refusal: CommitmentBroken) -> str:
    """The roll and the log do not agree."""
    return _("This code does not agree with the public roll. Call us: you get a new letter.")


@words_for(SlipUnknown)
def say_slip_unknown(refusal: SlipUnknown) -> str:
    """No counted slip has this code."""
    if refusal.unopened:
        return _(
            "No slip with this code was counted. The box of these areas was not opened:"
            " %(areas)s. Are you from another area? Compare each group of four. Is it right? Then"
            " tell us.",
            areas=", ".join(name_area(area) for area in refusal.unopened),
        )
    return _(
        "No slip with this code was counted. Compare each group of four. Is it right? Then tell us."
    )


@words_for(LetterNoLongerOpens)
def say_letter_closed(_refusal: LetterNoLongerOpens) -> str:
    """The salts are destroyed."""
    return _("The checking period is over: a letter opens nothing any more. Slip codes still work.")


@words_for(KeysNotReleased)
def say_not_released(_refusal: KeysNotReleased) -> str:
    """Nothing was opened."""
    return _("The box has not been opened yet.")


@words_for(ReferenceUnknown)
def say_reference_unknown(refusal: ReferenceUnknown) -> str:
    """Not on the roll."""
    return _("The roll has no reference %(reference)s.", reference=refusal.reference)


@words_for(RightsAlreadyIssued)
def say_already_issued(refusal: RightsAlreadyIssued) -> str:
    """The vote stands."""
    return _(
        "A vote was cast with the letter of %(reference)s. It stands, so there is no new letter.",
        reference=refusal.reference,
    )


@words_for(ReissueCapReached)
def say_cap(refusal: ReissueCapReached) -> str:
    """As many as the round allows."""
    return _(
        "%(cap)s letters were re-issued. That is the most this round allows.",
        cap=format_number(refusal.cap),
    )


@words_for(ClosingNotReached)
def say_closing_not_reached(refusal: ClosingNotReached) -> str:
    """Closing early does not exist."""
    return _(
        "Voting is open until %(closes)s. Closing early is not possible.",
        closes=format_moment(refusal.closes),
    )


@words_for(WrongPhase)
def say_wrong_phase(refusal: WrongPhase) -> str:
    """Another phase."""
    return _(
        "The round is in phase “%(phase)s”; this needs phase “%(needed)s”.",
        phase=refusal.phase,
        needed=refusal.needed,
    )


@words_for(BoxNotClosed)
def say_not_closed(_refusal: BoxNotClosed) -> str:
    """No close entry."""
    return _("The ballot box has not been closed yet.")


@words_for(SeedMissing)
def say_seed_missing(_refusal: SeedMissing) -> str:
    """The lot comes first."""
    return _("The lot has not been drawn yet. That comes before opening the box.")


@words_for(SeedDrawn)
def say_seed_drawn(_refusal: SeedDrawn) -> str:
    """Only once."""
    return _("The lot was drawn before. It is drawn only once.")


@words_for(SeedUnfit)
def say_seed_unfit(refusal: SeedUnfit) -> str:
    """Too short or too long."""
    return _(
        "The text of the lot has %(length)s characters; it may have 1 to 200.",
        length=format_number(refusal.length),
    )


@words_for(BoxAlreadyOpened)
def say_opened(_refusal: BoxAlreadyOpened) -> str:
    """Only once."""
    return _("The box was opened before.")


@words_for(SecretDoesNotMatch)
def say_secret(_refusal: SecretDoesNotMatch) -> str:
    """Shares of another round."""
    return _("These shares do not belong to this round's keys.")


@words_for(BundleUnsound)
def say_unsound(refusal: BundleUnsound) -> str:
    """The verifier found faults."""
    return _(
        "The check of the published files found faults: %(findings)s.",
        findings=", ".join(refusal.findings),
    )


@words_for(LogFallsShort)
def say_log_short(refusal: LogFallsShort) -> str:
    """A database was put back, or the checkpoint outside it was taken away."""
    if not refusal.kept_size:
        return _(
            "The checkpoint of round %(round)s is gone from the folder outside the database. Put it"
            " back from its copy. The application does not start.",
            round=refusal.round,
        )
    return _(
        "The log of round %(round)s has %(size)s entries, but a checkpoint of %(kept)s is kept"
        " outside the database. Was an old backup put back? The application does not start.",
        round=refusal.round,
        size=format_number(refusal.size),
        kept=format_number(refusal.kept_size),
    )


@words_for(BoxOverfull)
def say_overfull(refusal: BoxOverfull) -> str:
    """More slips than rights."""
    return _(
        "The box of round %(round)s holds %(slips)s slips, but %(issued)s rights were issued."
        " The application does not start.",
        round=refusal.round,
        slips=format_number(refusal.slips),
        issued=format_number(refusal.issued),
    )


def name_area(slug: str) -> str:
    """Return the name of a voting area of the page's round, or else its slug."""
    state = g.get("round_state")
    areas = state.plan.voting_areas if state else ()
    return next((area.name for area in areas if area.slug == slug), slug)


def name_plan(id: str) -> str:
    """Return the title of a plan of the page's round, or else its id."""
    state = g.get("round_state")
    plans = state.plan.initiatives if state else ()
    return next((local(one.title) for one in plans if one.id == id), id)
