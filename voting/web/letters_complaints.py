"""The letter with the answer to a complaint about the count."""

from voting.web.letters import Facts, letter_for
from voting.web.translating import _


@letter_for("complaint")
def _word_complaint(facts: Facts) -> tuple[str, str]:
    subject = _("Your report about the count, number %(number)s", number=facts["number"])
    told = _("%(office)s answered your report:", office=facts["office"])
    kept = _("The answer is on the site too, without your name. We have deleted your address.")
    return subject, "\n\n".join([told, facts["answer"], kept])
