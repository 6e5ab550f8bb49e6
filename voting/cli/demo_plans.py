"""What two made-up groups of Lindermeer propose for the next round; nothing here exists."""

from collections.abc import Mapping

from voting.domain.proposal_fields import Step

Answers = Mapping[Step, Mapping[str, str]]

OFFICE = "J. Bakker, Team Wijken"
QUESTION = "Wie heeft de sleutel van de kas, en wat gebeurt er in de winter?"
REASON = "Kan: de straat wordt toch opnieuw bestraat. / Possible: the street is repaved anyway."

DRAFT: Answers = {
    Step.TITLE: {
        "title_nl": "Een pluktuin achter de flats",
        "summary_nl": "Samen zaaien, en wie wil plukt",
    },
}
ASKED: Answers = {
    Step.TITLE: {
        "title_nl": "Kas op het schoolplein",
        "title_en": "A greenhouse in the school yard",
        "summary_nl": "Kinderen en buren kweken groenten",
        "summary_en": "Children and neighbours grow vegetables",
    },
    Step.STORY: {
        "description_nl": "Veel kinderen weten niet waar een wortel vandaan komt. Met een kas op"
        " het plein leren ze het van buren die het weten.",
        "description_en": "Many children do not know where a carrot comes from. With a greenhouse"
        " in the yard they learn it from neighbours who do.",
    },
    Step.PLACE: {"buurt": "molenveld", "place": "Schoolplein van De Wiek"},
    Step.SUBJECT: {"sector": "education", "theme": "groen"},
    Step.COSTS: {
        "costs-0-what": "Kas met fundering",
        "costs-0-amount": "1.450",
        "costs-1-what": "Aarde, zaden en gereedschap",
        "costs-1-amount": "380",
        "own_cents": "130",
    },
    Step.PEOPLE: {"origin": "residents", "provider": "mixed"},
}
ADMITTED: Answers = {
    Step.TITLE: {
        "title_nl": "Bankjes en bomen in de Molenstraat",
        "summary_nl": "Schaduw, en een plek om te zitten",
    },
    Step.STORY: {
        "description_nl": "In de zomer is het in de Molenstraat te heet om buiten te zitten. Met"
        " zes bomen en vier bankjes ontmoeten we elkaar weer. Wij geven de eerste twee jaar water.",
    },
    Step.PLACE: {"buurt": "molenveld", "place": "Molenstraat, bij de bakker"},
    Step.SUBJECT: {"sector": "layout", "theme": "groen"},
    Step.COSTS: {"costs-0-what": "Zes bomen", "costs-0-amount": "1.500",
                 "costs-1-what": "Vier bankjes", "costs-1-amount": "€ 960,50"},
    Step.PEOPLE: {"origin": "residents", "provider": "residents"},
}  # fmt: skip
