"""How the round went, told from its public log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from voting.ballotbox.encoding import b64, unb64
from voting.services.round_state import RoundState
from voting.services.turnout import FEWEST_SHOWN
from voting.web.i18n import current_language, format_moment, format_number
from voting.web.story import Entry, Story
from voting.web.translating import _, ngettext
from voting.web.words import list_names, read_day

LOG_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when (where the log says so), what, and a mark to compare."""

    when: str
    text: str
    mark: str = ""


def list_events(state: RoundState, story: Story) -> list[Event]:
    """Return what happened, in the order of the log; nightly turnouts and re-issues as one."""
    events: list[Event] = []
    reissues = len(story.list_all("reissue"))
    last_turnout = story.find_last("turnout")
    for entry in story.entries:
        teller = TELLERS.get(entry["type"])
        if teller is not None:
            events.append(teller(state, entry))
        elif entry is last_turnout:
            events.append(_tell_turnout(state, entry))
        if entry["type"] == "setup" and reissues:
            events.append(_tell_reissues(entry, reissues))
    return events


def _tell_setup(state: RoundState, entry: Entry) -> Event:
    mark = state.setup_hash.hex() if state.setup_hash else ""
    text = _("Rules, plans, budgets and the roll were fixed. This mark shows it:")
    return Event(_when(entry["opens"]), text, mark[:16])


def _tell_reissues(entry: Entry, count: int) -> Event:
    text = ngettext(
        "%(count)s letter re-issued. The most this round allows is %(cap)s.",
        "%(count)s letters re-issued. The most this round allows is %(cap)s.",
        count,
        count=format_number(count),
        cap=format_number(entry["reissue_cap"]),
    )
    return Event(_("during the vote"), text)


def _tell_notice(_state: RoundState, entry: Entry) -> Event:
    return Event(_when(entry["at"]), entry[f"text_{current_language()}"])


def _tell_turnout(state: RoundState, entry: Entry) -> Event:
    names = {b64(state.area_ids[area.slug]): area.name for area in state.plan.voting_areas}
    counts = [f"{names[one['area']]} {format_number(one['issued'])}" for one in entry["areas"]]
    if not counts:
        return Event(
            read_day(entry["date"]), _("Fewer than ten residents voted in each area so far.")
        )
    return Event(read_day(entry["date"]), _("Voted so far: %(counts)s.", counts=", ".join(counts)))


def _tell_close(_state: RoundState, entry: Entry) -> Event:
    papers = [area["paper"] for area in entry["areas"]]
    text = _("Box closed.")
    if all(area["issued"] >= FEWEST_SHOWN for area in entry["areas"]):
        slips = sum(area["slips"] for area in entry["areas"])
        text = _("Box closed: %(slips)s slips.", slips=format_number(slips))
    if entry["failed"]:
        failed = format_number(len(entry["failed"]))
        text += " " + _("%(failed)s did not pass the checks and are listed.", failed=failed)
    if any(papers) and min(papers) >= 0:
        paper = format_number(sum(papers))
        text += " " + _("%(paper)s residents voted on paper.", paper=paper)
    return Event(_when(entry["at"]), text)


def _tell_seed(_state: RoundState, entry: Entry) -> Event:
    text = _("Public draw of the lot, for plans that end equal: %(seed)s", seed=entry["seed"])
    return Event(_("before the count"), text)


def _tell_release(state: RoundState, entry: Entry) -> Event:
    ids = {b64(area): slug for slug, area in state.area_ids.items()}
    names = {area.slug: area.name for area in state.plan.voting_areas}
    text = _(
        "Box opened with %(threshold)s of the %(shares)s keys.",
        threshold=state.plan.seal.threshold,
        shares=state.plan.seal.shares,
    )
    few = [one["area"] for one in entry["skipped"] if one["reason"] == "few-issuances"]
    other = [one["area"] for one in entry["skipped"] if one["reason"] != "few-issuances"]
    if few:
        places = list_names([names[ids[area]] for area in few])
        text += " " + _("Not in %(areas)s: too few residents voted there.", areas=places)
    if other:
        places = list_names([names[ids[area]] for area in other])
        text += " " + _("Not in %(areas)s: the check found faults there.", areas=places)
    return Event(_("after the draw"), text)


def _tell_allocation(_state: RoundState, entry: Entry) -> Event:
    text = _("Counted and divided. This mark shows the result:")
    return Event(_("after opening"), text, _shorten(entry["sha256"]))


def _tell_correction(_state: RoundState, entry: Entry) -> Event:
    reason = entry[f"reason_{current_language()}"]
    return Event(_("later"), _("Correction: %(reason)s", reason=reason), _shorten(entry["sha256"]))


def _shorten(hash: str) -> str:
    return unb64(hash, 32).hex()[:16]


def _when(text: str) -> str:
    at = datetime.strptime(text, LOG_TIME).replace(tzinfo=UTC)
    return format_moment(at)


TELLERS: dict[str, Callable[[RoundState, Entry], Event]] = {
    "setup": _tell_setup,
    "notice": _tell_notice,
    "close": _tell_close,
    "seed": _tell_seed,
    "key_release": _tell_release,
    "allocation": _tell_allocation,
    "correction": _tell_correction,
}
