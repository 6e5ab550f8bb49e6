"""What `flask demo` says, in both languages."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "start": {
        "en": "Lindermeer, a made-up town: starting its server.",
        "nl": "Lindermeer, een verzonnen gemeente: de server start.",
    },
    "prepare": {
        "en": "Making two rounds: keys, letters, trustees' shares, opening.",
        "nl": "Twee rondes maken: sleutels, brieven, delen van de sleutelhouders, opening.",
    },
    "vote": {
        "en": "Residents vote through the pages of the running server.",
        "nl": "Bewoners stemmen via de pagina's van de draaiende server.",
    },
    "close": {
        "en": "Waiting for the closing time, and closing the ballot box.",
        "nl": "Wachten op de sluitingstijd, en de stembus sluiten.",
    },
    "count": {
        "en": "Drawing the lot, opening the box with two shares, counting, dividing the money.",
        "nl": "Loten, de bus openen met twee delen, tellen, het geld verdelen.",
    },
    "verify": {
        "en": "Exporting the bundle and verifying it, as a stranger would.",
        "nl": "De bundel uitvoeren en nagaan, zoals een vreemde dat doet.",
    },
    "end": {
        "en": "\n{voters} residents cast {slips} slips; the result is verified.\n"
        "Base package {base} euros, paid {paid}, reserve {reserve}.\n"
        "Hash of the result: {result_hash}\n"
        "Everything to check it with: {bundle}",
        "nl": "\n{voters} bewoners brachten {slips} strookjes uit; de uitslag is nagegaan.\n"
        "Basispakket {base} euro, betaald {paid}, reserve {reserve}.\n"
        "Hash van de uitslag: {result_hash}\n"
        "Alles om het na te gaan: {bundle}",
    },
    "unsound": {
        "en": "\nThe verifier found faults in {bundle}.",
        "nl": "\nHet nagaan leverde fouten op in {bundle}.",
    },
    "serve": {
        "en": "\nVote yourself: {url}/en/{slug}/ with one of these codes.",
        "nl": "\nStem zelf: {url}/nl/{slug}/ met een van deze codes.",
    },
    "groups": {
        "en": "\nOr propose something for the next round, {url}/en/{slug}/: sign in at "
        "{url}/en/my/\nwith {email} and the password “{password}”. Stop with Ctrl-C.",
        "nl": "\nOf stel iets voor voor de volgende ronde, {url}/nl/{slug}/: log in op "
        "{url}/nl/my/\nmet {email} en het wachtwoord “{password}”. Stoppen met Ctrl-C.",
    },
}
