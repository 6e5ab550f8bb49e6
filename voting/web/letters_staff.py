"""The letters that staff gets: invitations, requests for a second person, and changes."""

from voting.domain.four_eyes import Act
from voting.web.letters import Facts, letter_for
from voting.web.letters_accounts import say_unless_you
from voting.web.translating import _
from voting.web.words_staff import name_act


@letter_for("staff-invitation", "council.show_join")
def _word_invitation(facts: Facts) -> tuple[str, str]:
    return (
        _("An invitation to work here"),
        _(
            "%(inviter)s invites you to work with this site for the municipality. Open this page"
            " within three days. A phone with an app for one-time codes is needed.",
            inviter=facts.get("inviter", ""),
        ),
    )


@letter_for("staff-joined")
def _word_joined(facts: Facts) -> tuple[str, str]:
    return (
        _("A new colleague"),
        _(
            "%(name)s works for the municipality here from now on, invited by %(by)s. Is this not"
            " right? Tell an administrator at once.",
            name=facts.get("name", ""),
            by=facts.get("by", ""),
        ),
    )


@letter_for("staff-changed")
def _word_changed(facts: Facts) -> tuple[str, str]:
    return (
        _("The roles of a colleague changed"),
        _(
            "%(by)s changed what %(name)s may do here. Is this not right? Tell an administrator"
            " at once.",
            name=facts.get("name", ""),
            by=facts.get("by", ""),
        ),
    )


@letter_for("staff-ended")
def _word_ended(facts: Facts) -> tuple[str, str]:
    return (
        _("A colleague left"),
        _(
            "%(by)s ended the work of %(name)s here.",
            name=facts.get("name", ""),
            by=facts.get("by", ""),
        ),
    )


@letter_for("act-asked", "council.show_request", "request_id")
def _word_asked(facts: Facts) -> tuple[str, str]:
    act = name_act(Act(facts.get("act", Act.OPEN)))
    return (
        _("A second person is needed: %(act)s", act=act),
        _(
            "%(by)s asks for this: %(act)s. Look at this page, and confirm or decline within a"
            " day.",
            by=facts.get("by", ""),
            act=act,
        ),
    )


@letter_for("step-reset")
def _word_reset(facts: Facts) -> tuple[str, str]:
    return (
        _("Your second step was taken away"),
        _(
            "%(by)s asked for it and a colleague confirmed it. Sign in and switch the second step"
            " on again.",
            by=facts.get("by", ""),
        )
        + " "
        + say_unless_you(),
    )
