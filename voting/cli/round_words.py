"""What the `flask round` commands say when something was done, in both languages."""

from collections.abc import Mapping

Saying = Mapping[str, str]

SAYINGS: Mapping[str, Saying] = {
    "created": {
        "en": "Round {round} is made. For the trustees' offline command: {ids}",
        "nl": "Ronde {round} is gemaakt. Voor de opdracht van de sleutelhouders: {ids}",
    },
    "advanced": {
        "en": "Round {round} is now in phase {phase}.",
        "nl": "Ronde {round} is nu in fase {phase}.",
    },
    "outlines": {
        "en": "Round {round} has the outlines of {buurten} neighbourhoods. {others} other features "
        "of the file were left out.",
        "nl": "Ronde {round} heeft de omtrek van {buurten} buurten. {others} andere gebieden uit "
        "het bestand zijn overgeslagen.",
    },
    "roll_imported": {
        "en": "{rows} residents are on the roll, and each has a code. Two people take the letters: "
        "flask round letters FOLDER --by NAME --confirmed-by NAME",
        "nl": "Er staan {rows} bewoners op de lijst, en elk heeft een code. Twee mensen nemen de "
        "brieven mee: flask round letters MAP --by NAAM --confirmed-by NAAM",
    },
    "letters_made": {
        "en": "{letters} letters are in {folder}, in {batches} batches. The codes are gone from "
        "this server. Give the folder to the printer only, and have it destroyed afterwards.",
        "nl": "Er staan {letters} brieven in {folder}, in {batches} delen. Op deze server zijn de "
        "codes weg. Geef de map alleen aan de drukker, en laat die haar daarna vernietigen.",
    },
    "new_codes": {
        "en": "{rows} residents have a new code. The letters printed before are worth nothing.",
        "nl": "{rows} bewoners hebben een nieuwe code. Met de eerdere brieven kan niets meer.",
    },
    "letter_printed": {
        "en": "The new letter for {reference} is in {file}. Print it, hand it over and remove it.",
        "nl": "De nieuwe brief voor {reference} staat in {file}. Druk die af, geef de brief mee "
        "en verwijder het bestand.",
    },
    "form_printed": {
        "en": "The paper form for {area} is in {file}.",
        "nl": "Het papieren formulier voor {area} staat in {file}.",
    },
    "form_entered": {
        "en": "Form {number} of batch {batch} is done. In this batch: {entered} wait for their "
        "second entry, {cast} are cast, {set_aside} set aside.",
        "nl": "Formulier {number} van stapel {batch} is klaar. In deze stapel: {entered} wachten "
        "op de tweede invoer, {cast} zijn uitgebracht, {set_aside} terzijde gelegd.",
    },
    "destruction_stated": {
        "en": "It is written down that the printed codes are destroyed.",
        "nl": "Vastgelegd is dat de gedrukte codes vernietigd zijn.",
    },
    "shares_made": {
        "en": "The shares are in {folder}, each on two sheets. They were made on this server, so "
        "every page will say that this is a demonstration. For a real round, make them offline "
        "and bring the public keys with --public.",
        "nl": "De delen staan in {folder}, elk op twee vellen. Ze zijn op deze server gemaakt; "
        "daarom zegt elke pagina dat dit een demonstratie is. Maak ze voor een echte ronde op "
        "een computer zonder netwerk en breng de publieke sleutels met --public.",
    },
    "keys_imported": {
        "en": "The trustees' public keys are in.",
        "nl": "De publieke sleutels van de sleutelhouders zijn binnen.",
    },
    "opened": {
        "en": "Voting has begun. Print the set-up code in the neighbourhood paper: {short}\n"
        "In full: {setup_hash}",
        "nl": "Het stemmen is begonnen. Zet de code van de opzet in de wijkkrant: {short}\n"
        "Voluit: {setup_hash}",
    },
    "extended": {
        "en": "Voting now closes on {closes}.",
        "nl": "Het stemmen sluit nu op {closes}.",
    },
    "withdrawn": {
        "en": "The plan {initiative} is marked as withdrawn.",
        "nl": "Plan {initiative} staat nu als teruggetrokken op de lijst.",
    },
    "asked": {
        "en": "A colleague confirms request {request} on the site or with flask staff confirm.",
        "nl": "Een collega bevestigt verzoek {request} op de site of met flask staff confirm.",
    },
    "annulled": {
        "en": "Round {round} is annulled.",
        "nl": "Ronde {round} is ongeldig verklaard.",
    },
    "reissued": {
        "en": "New letter for {reference}, voting area {area}, number {roll_index:010d}.\n"
        "The voting code: {code}",
        "nl": "Nieuwe brief voor {reference}, stemgebied {area}, nummer {roll_index:010d}.\n"
        "De stemcode: {code}",
    },
    "turnout": {
        "en": "The turnout of today is in the log: {areas}",
        "nl": "De opkomst van vandaag staat in het logboek: {areas}",
    },
    "closed": {
        "en": "The ballot box is closed: rights of {issued} residents, {slips} slips, "
        "{failed} rows left out. Box key destroyed: {emptied}",
        "nl": "De stembus is dicht: rechten van {issued} bewoners, {slips} strookjes, "
        "{failed} regels weggelaten. Sleutel van de bus vernietigd: {emptied}",
    },
    "seeded": {
        "en": "The words of the draw are in the log: {seed}",
        "nl": "De woorden van de loting staan in het logboek: {seed}",
    },
    "box_opened": {
        "en": "The box is open for: {opened}. Not opened: {skipped}",
        "nl": "De bus is open voor: {opened}. Niet geopend: {skipped}",
    },
    "counted": {
        "en": "{slips} slips are counted, {invalid} invalid. Paid {paid}, reserve {reserve}.\n"
        "Hash of the result: {result_hash}",
        "nl": "Er zijn {slips} strookjes geteld, {invalid} ongeldig. Betaald {paid}, reserve "
        "{reserve}.\nHash van de uitslag: {result_hash}",
    },
    "published": {
        "en": "The result of round {round} is public.",
        "nl": "De uitslag van ronde {round} is openbaar.",
    },
    "checking": {
        "en": "The checking period has begun.",
        "nl": "De controletermijn is begonnen.",
    },
    "report_answered": {
        "en": "Report {number} is answered.",
        "nl": "Melding {number} is beantwoord.",
    },
    "corrected": {
        "en": "The corrected result is entry {entry} of the log. Paid in all: {paid}",
        "nl": "De gecorrigeerde uitslag is regel {entry} van het logboek. Samen toegekend: {paid}",
    },
    "finished": {
        "en": "Round {round} is final. Letters open nothing any more.",
        "nl": "Ronde {round} is definitief. Met een brief is niets meer op te zoeken.",
    },
    "file_busy": {
        "en": "The ballot box's file was in use, so remains of votes may be left in it. Run this "
        "again.",
        "nl": "Het bestand van de stembus was in gebruik; er kunnen resten van stemmen in staan. "
        "Doe deze opdracht nog eens.",
    },
    "out_of_order": {
        "en": "The log does not allow this now: after {stage} there can be no {entry}.",
        "nl": "Het logboek laat dit nu niet toe: na {stage} kan er geen {entry} komen.",
    },
    "closing_twice": {
        "en": "Somebody else is closing this round at this moment. Wait, then run it again.",
        "nl": "Iemand anders sluit deze ronde op dit moment. Wacht even en doe het dan opnieuw.",
    },
    "start_checked": {
        "en": "Logs and ballot boxes are as they should be ({rounds} rounds).",
        "nl": "Logboeken en stembussen zijn zoals ze horen te zijn ({rounds} rondes).",
    },
    "exported": {
        "en": "The bundle is in {folder}: {entries} log entries.",
        "nl": "De bundel staat in {folder}: {entries} regels in het logboek.",
    },
    "replayed": {
        "en": "{file}: {voters} ballots ({by_http} through the pages), {slips} slips.\n"
        "Official tallies: {official_tallies} of {projects} projects, all the same: "
        "{tally_matches}.\n"
        "Pot {pot} euros, paid {paid} to {paid_initiatives} projects, reserve {reserve}, "
        "unexplained {balance}.\n"
        "Bundle: {size} bytes, {verdict}\nHash of the result: {result_hash}",
        "nl": "{file}: {voters} stembiljetten ({by_http} via de pagina's), {slips} strookjes.\n"
        "Officiële tellingen: {official_tallies} van {projects} projecten, alle gelijk: "
        "{tally_matches}.\n"
        "Pot {pot} euro, betaald {paid} aan {paid_initiatives} projecten, reserve {reserve}, "
        "onverklaard {balance}.\n"
        "Bundel: {size} bytes, {verdict}\nHash van de uitslag: {result_hash}",
    },
    "sound": {"en": "verified: sound.", "nl": "nagegaan: in orde."},
    "unsound": {"en": "verified: FAULTS FOUND.", "nl": "nagegaan: FOUTEN GEVONDEN."},
}
