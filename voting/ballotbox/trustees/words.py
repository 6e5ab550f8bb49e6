"""What the trustees' command says, in Dutch and English: sheets, results and refusals."""

from voting.ballotbox.errors import OpeningRefused, SharesRefused

WORDS: dict[str, dict[str, str]] = {
    "made": {
        "nl": "Gemaakt. Print elk blad, geef elke sleutelhouder twee bladen, oefen, en wis daarna"
        " de bestanden met delen. Alleen seal-keys.json gaat naar de server.",
        "en": "Made. Print every sheet, give each trustee two sheets, rehearse, and then erase"
        " the files with shares. Only seal-keys.json goes to the server.",
    },
    "rehearsed": {
        "nl": "Goed: deze delen openen alle {areas} stemgebieden van deze ronde.",
        "en": "Good: these shares open all {areas} voting areas of this round.",
    },
    "combined": {
        "nl": "De sleutels van {areas} stemgebieden zijn geschreven. Ze mogen nu naar de server.",
        "en": "The keys of {areas} voting areas were written. They may go to the server now.",
    },
    "share-missing": {"nl": "Er is geen deel gegeven.", "en": "No share was given."},
    "share-unreadable": {
        "nl": "Deel {share} klopt niet: een woord is verkeerd overgenomen of ontbreekt.",
        "en": "Share {share} is not right: a word was copied wrongly or is missing.",
    },
    "shares-mixed": {
        "nl": "Deze delen horen niet bij elkaar. Ze komen uit verschillende rondes.",
        "en": "These shares do not belong together. They come from different rounds.",
    },
    "shares-repeated": {
        "nl": "Twee keer hetzelfde deel. Er zijn {needed} verschillende delen nodig,"
        " er is er {given}.",
        "en": "The same share twice. {needed} different shares are needed, there is {given}.",
    },
    "shares-too-few": {
        "nl": "Te weinig delen: er zijn er {needed} nodig en {given} gegeven.",
        "en": "Too few shares: {needed} are needed, {given} given.",
    },
    "shares-wrong": {
        "nl": "Deze delen geven samen geen geldig geheim.",
        "en": "Together these shares do not give a valid secret.",
    },
    "keys-differ": {
        "nl": "Deze delen horen bij een andere ronde: de sleutels zijn niet die van deze ronde.",
        "en": "These shares belong to another round: the keys are not those of this round.",
    },
    "folder-not-empty": {
        "nl": "De map {folder} is niet leeg. Kies een lege map.",
        "en": "The folder {folder} is not empty. Choose an empty one.",
    },
    "file-unreadable": {
        "nl": "Het bestand {file} is niet te lezen of is niet het goede bestand.",
        "en": "The file {file} cannot be read or is not the right file.",
    },
    "bundle-unusable": {
        "nl": "De bundel is niet te lezen. Open de bus niet.",
        "en": "The bundle cannot be read. Do not open the ballot box.",
    },
    "bundle-unsound": {
        "nl": "De controle van de bundel vindt een fout ({check}, regel {entry})."
        " Open de bus niet.",
        "en": "Verifying the bundle finds a fault ({check}, line {entry})."
        " Do not open the ballot box.",
    },
    "round-annulled": {
        "nl": "Deze ronde is ongeldig verklaard. Open de bus niet.",
        "en": "This round was annulled. Do not open the ballot box.",
    },
    "not-closed": {
        "nl": "De stemming is nog niet gesloten. Open de bus niet.",
        "en": "Voting is not closed yet. Do not open the ballot box.",
    },
    "no-seed": {
        "nl": "De loting is nog niet gedaan. Eerst loten, dan de bus openen.",
        "en": "The lot was not drawn yet. Draw first, then open the ballot box.",
    },
}

SHEET = {
    "nl": """\
SLEUTELDEEL {number} van {count}

Ronde: {round}
Met {threshold} van de {count} delen gaat de bus open. Bewaar dit blad in een gesloten
envelop op een veilige plek. Geef het niet af en fotografeer het niet. Kom ermee
als de stemming gesloten is en de loting is gedaan.

{words}""",
    "en": """\
KEY SHARE {number} of {count}

Round: {round}
{threshold} of the {count} shares open the ballot box. Keep this sheet in a closed
envelope in a safe place. Do not hand it over and do not photograph it. Bring it
when voting has closed and the lot has been drawn.

{words}""",
}


def explain(matter: object, language: str) -> str:
    """Return the sentence for a result id or a refusal, in "nl" or "en"."""
    if isinstance(matter, (SharesRefused, OpeningRefused)):
        return WORDS[matter.reason][language].format(**matter.facts)
    if isinstance(matter, str):
        return WORDS[matter][language]
    return str(matter)
