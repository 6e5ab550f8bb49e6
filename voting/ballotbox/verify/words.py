"""What the verifier says to people, in English and Dutch."""

from voting.ballotbox.verify.personal import PersonalReport
from voting.ballotbox.verify.report import Finding, Report

LANGUAGES = ("en", "nl")

WORDS: dict[str, tuple[str, str]] = {
    "sound": (
        "SOUND. Nothing wrong was found in {entries} log entries.",
        "IN ORDE. In {entries} regels van het logboek is geen fout gevonden.",
    ),
    "continued": (
        (
            "The newer log begins with the whole older one; it has {entries} entries. Nothing else"
            " was checked: two logs can agree and both be wrong. Verify the bundle too."
        ),
        (
            "Het nieuwe logboek begint met het hele oude; het heeft {entries} regels. Verder is er"
            " niets gecontroleerd: twee logboeken kunnen hetzelfde zijn en allebei fout."
            " Controleer ook de bundel."
        ),
    ),
    "findings": ("NOT SOUND. {count} findings:", "NIET IN ORDE. {count} bevindingen:"),
    "unusable": (
        "UNUSABLE. There is nothing to verify: {got}",
        "ONBRUIKBAAR. Er is niets na te rekenen: {got}",
    ),
    "stage": ("The log goes as far as: {stage}.", "Het logboek gaat tot en met: {stage}."),
    "annulled": ("This round was annulled.", "Deze ronde is ongeldig verklaard."),
    "pinned": (
        "Signatures were checked with the keys you gave.",
        "Handtekeningen zijn gecontroleerd met de sleutels die je gaf.",
    ),
    "unpinned": (
        (
            "Signatures were checked with the bundle's own keys. Compare its set-up hash with the"
            " printed one, or give --keys."
        ),
        (
            "Handtekeningen zijn gecontroleerd met de sleutels uit de bundel zelf. Vergelijk het"
            " kenmerk van de ronde met het gedrukte, of geef --keys."
        ),
    ),
    "setup": ("Set-up hash: {hash}", "Kenmerk van de ronde: {hash}"),
    "demo": (
        "The sealing keys are for demonstration: no trustees held them.",
        "De sleutels van de bus zijn voor de demonstratie: er waren geen sleutelhouders.",
    ),
    "money": ("The money was recomputed.", "Het geld is nagerekend."),
    "area": (
        (
            "{slug}: rights issued to {issued}, slips {slips}, issued but not cast {missing},"
            " smallest margin {margin}."
        ),
        (
            "{slug}: rechten uitgegeven aan {issued}, strookjes {slips}, uitgegeven maar niet"
            " gebruikt {missing}, kleinste verschil {margin}."
        ),
    ),
    "line": ("line {entry}", "regel {entry}"),
    "whole": ("as a whole", "als geheel"),
    "finding": (
        "  [{check}] {place}: expected {expected}; got {got}",
        "  [{check}] {place}: verwacht {expected}; gevonden {got}",
    ),
    "more": ("  and {count} more like these", "  en nog {count} van dezelfde soort"),
    "warnings": ("Worth a look, not wrong:", "Niet fout, wel goed om te zien:"),
    "only-own": (
        "Only these slips were looked at. To check everything, verify the bundle.",
        "Alleen naar deze strookjes is gekeken. Controleer de bundel om alles na te rekenen.",
    ),
    "counted": ("{code}: in the log{choice}", "{code}: staat in het logboek{choice}"),
    "missing": ("{code}: MISSING", "{code}: ONTBREEKT"),
    "rolled-back": (
        "{code}: REPLACED BY AN EARLIER VOTE{choice}",
        "{code}: VERVANGEN DOOR EEN EERDERE STEM{choice}",
    ),
    "later": (
        "{code}: replaced by a later vote with this letter{choice}",
        "{code}: vervangen door een latere stem met deze brief{choice}",
    ),
    "not-closed": (
        "{code}: voting is not closed, nothing is published yet",
        "{code}: de stemming is nog niet gesloten, er is nog niets gepubliceerd",
    ),
    "blanco": ("blanco", "blanco"),
    "code": ("Voting code: ", "Stemcode: "),
    "mistyped": (
        "This is not a voting code: check what you typed.",
        "Dit is geen stemcode: kijk na wat je hebt getypt.",
    ),
}


def say(word: str, language: str, **facts: object) -> str:
    """Return a sentence in the language."""
    return WORDS[word][LANGUAGES.index(language)].format(**facts)


def describe_report(report: Report, language: str) -> str:
    """Return a verification's outcome in plain words."""
    if not report.usable:
        return say("unusable", language, got=report.findings[0].got) + "\n"
    lines = _describe_findings(report, language)
    lines += [] if lines else [say("sound", language, entries=report.entries)]
    lines += _describe_facts(report, language)
    for _, area in sorted(report.areas.items()):
        missing, margin = area.count_missing(report.rights), area.margin
        numbers = {"issued": area.issued, "slips": area.slips, "missing": missing}
        known = "-" if margin is None else margin
        lines.append(say("area", language, slug=area.slug, margin=known, **numbers))
    if report.warnings:
        lines.append(say("warnings", language))
        lines += [_describe(warning, language) for warning in report.warnings]
    return "\n".join(lines) + "\n"


def describe_difference(report: Report, language: str) -> str:
    """Return the outcome of `diff` in plain words: never that a bundle is sound."""
    if not report.usable:
        return say("unusable", language, got=report.findings[0].got) + "\n"
    lines = _describe_findings(report, language)
    lines += [] if lines else [say("continued", language, entries=report.entries)]
    return "\n".join([*lines, *_describe_facts(report, language)]) + "\n"


def describe_personal(report: PersonalReport, language: str) -> str:
    """Return the outcome of `receipt` or `my` in plain words."""
    if not report.usable:
        return say("unusable", language, got=report.findings[0].got) + "\n"
    lines = [say("findings", language, count=len(report.findings))] if report.findings else []
    lines += [_describe(finding, language) for finding in report.findings]
    for slip in report.slips:
        choice = "" if slip.choice is None else f": {slip.choice or say('blanco', language)}"
        lines.append(say(slip.state, language, code=slip.code, choice=choice))
    lines.append(say("pinned" if report.pinned else "unpinned", language))
    return "\n".join([*lines, say("only-own", language)]) + "\n"


def _describe_findings(report: Report, language: str) -> list[str]:
    if not report.findings:
        return []
    lines = [say("findings", language, count=len(report.findings) + report.more)]
    lines += [_describe(finding, language) for finding in report.findings]
    return lines + ([say("more", language, count=report.more)] if report.more else [])


def _describe_facts(report: Report, language: str) -> list[str]:
    lines = [say("stage", language, stage=report.stage)] if report.stage else []
    lines += [say("annulled", language)] if report.annulled else []
    lines += [say("money", language)] if report.money_checked and report.sound else []
    lines += [say("demo", language)] if report.seal_key_origin == "demo" else []
    grouped = " ".join(report.setup_hash[i : i + 4] for i in range(0, 16, 4))
    lines.append(say("setup", language, hash=f"{grouped}  ({report.setup_hash})"))
    lines.append(say("pinned" if report.pinned else "unpinned", language))
    return lines


def _describe(finding: Finding, language: str) -> str:
    place = say("whole", language)
    if finding.entry is not None:
        place = say("line", language, entry=finding.entry)
    return say(
        "finding",
        language,
        check=finding.check,
        place=place,
        expected=finding.expected,
        got=finding.got,
    )
