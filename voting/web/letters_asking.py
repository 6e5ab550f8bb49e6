"""The letter with which a visitor's question goes to a group."""

from voting.web.letters import Facts, letter_for
from voting.web.translating import _


@letter_for("question")
def _word_question(facts: Facts) -> tuple[str, str]:
    told = _(
        "%(asker)s asks something about your plan ‘%(plan)s’. Answer this mail and %(asker)s gets"
        " your answer, with your address. You need not answer. The site checked neither the name"
        " nor the address, so take care with links.",
        asker=facts["asker"],
        plan=facts["plan"],
    )
    return (
        _("A question about your plan"),
        "\n\n".join(
            [
                told,
                _("Name: %(name)s", name=facts["asker"]),
                _("Address: %(email)s", email=facts["email"]),
                _("The question:"),
                "\n".join(f"> {line}" for line in facts["question"].splitlines()),
                facts["page"],
            ]
        ),
    )
