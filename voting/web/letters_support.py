"""The letters to who signs for a plan or a theme. Their subjects do not say for what."""

from voting.web.letters import Facts, letter_for
from voting.web.letters_accounts import say_unless_you
from voting.web.translating import _


@letter_for("sign-confirm", "public.show_confirm")
def _word_confirm(facts: Facts) -> tuple[str, str]:
    return (
        _("Confirm your signature"),
        _(
            "You want to sign for ‘%(title)s’. Open this page within 48 hours and press the"
            " button. Only then does your signature count.",
            title=facts.get("title", ""),
        )
        + " "
        + say_unless_you(),
    )


@letter_for("sign-known", "public.show_withdraw")
def _word_known(facts: Facts) -> tuple[str, str]:
    return (
        _("You have signed already"),
        _(
            "Your signature for ‘%(title)s’ counts already, so you need not do anything. Here you"
            " can withdraw it, until the list of plans is final.",
            title=facts.get("title", ""),
        ),
    )


@letter_for("signed", "public.show_withdraw")
def _word_signed(facts: Facts) -> tuple[str, str]:
    return (
        _("Your signature counts"),
        _(
            "Thank you. Your signature for ‘%(title)s’ counts. Nobody sees your name or your"
            " address. Did you change your mind? Withdraw it here, until the list of plans is"
            " final.",
            title=facts.get("title", ""),
        ),
    )


@letter_for("supporters-linked", "public.show_withdraw")
def _word_linked(facts: Facts) -> tuple[str, str]:
    return (
        _("The plan you signed for links up"),
        _(
            "You signed for one of these plans, or for several: %(plans)s. Their groups make one"
            " plan of them: ‘%(joint)s’. Your signature counts for that plan, once. Do you not"
            " want that? Withdraw it here, until the list of plans is final.",
            plans=facts.get("plans", ""),
            joint=facts.get("joint", ""),
        ),
    )


@letter_for("supporters-unlinked", "public.show_withdraw")
def _word_unlinked(facts: Facts) -> tuple[str, str]:
    return (
        _("The plan you signed for stands on its own again"),
        _(
            "You signed for one of these plans, or for several: %(plans)s. Their groups make no"
            " joint plan of them after all. Your signature counts for the plan you signed for,"
            " as before. Did you change your mind? Withdraw it here, until the list of plans is"
            " final.",
            plans=facts.get("plans", ""),
        ),
    )
