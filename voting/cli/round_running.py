"""The commands for a round that is open: longer, fewer plans, a new letter, turnout, status."""

from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select

from voting.ballotbox.codes import group_code
from voting.ballotbox.encoding import b64
from voting.cli.desk import Desk, round_command, write_new
from voting.cli.two_people import (
    ask_colleague,
    by_option,
    code_option,
    confirmed_option,
    needs_request,
)
from voting.db.models.register import PhaseChange
from voting.domain.errors.running import FileInTheWay
from voting.domain.four_eyes import Act as FourEyes
from voting.services import acts
from voting.services.altering_rounds import annul_round, extend_round, withdraw_initiative
from voting.services.recording import read_size
from voting.services.reissuing import Officer, reissue_on_the_spot
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState, list_rounds
from voting.services.starting import check_start
from voting.services.turnout import count_issued, record_turnout
from voting.web.printed_letters import LetterWording

FEWEST_SHOWN = 10
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


class Moment(click.ParamType[datetime]):
    """A moment such as 2027-03-15T20:00; without an offset it is the installation's clock."""

    name = "TIME"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the option; a moment without an offset stays without."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a time such as 2027-03-15T20:00", param, ctx)


@round_command("extend")
@click.argument("closes", type=Moment())
@by_option
@confirmed_option
@code_option
def extend(desk: Desk, closes: datetime, by: str, confirmed_by: str, code: str) -> None:
    """Let voting close later, at CLOSES, before the closing time has passed. Two people."""
    zone = ZoneInfo(desk.settings.time_zone)
    moment = closes if closes.tzinfo else closes.replace(tzinfo=zone)
    if needs_request(desk, FourEyes.EXTEND):
        asked = acts.describe_extension(desk.state, moment.astimezone(UTC), desk.at)
        ask_colleague(desk, asked, by, code)
        return
    people = TwoPeople(by, confirmed_by)
    times = extend_round(
        desk.stores, desk.keys, desk.state, moment.astimezone(UTC), people, desk.at,
        desk.checkpoints,
    )  # fmt: skip
    desk.say("extended", closes=times.closes.astimezone(zone).isoformat())


@round_command("withdraw")
@click.argument("initiative")
def withdraw(desk: Desk, initiative: str) -> None:
    """Mark an INITIATIVE as withdrawn while residents vote; its rights weigh nothing."""
    withdraw_initiative(desk.stores, desk.keys, desk.state, initiative, desk.at, desk.checkpoints)
    desk.say("withdrawn", initiative=initiative)


@round_command("annul")
@by_option
@confirmed_option
@code_option
@click.option("--reason", default="", help="Published as it stands.")
def annul(desk: Desk, by: str, confirmed_by: str, code: str, reason: str) -> None:
    """Annul an open round: nothing is counted or paid. Two people."""
    state = desk.state
    if needs_request(desk, FourEyes.ANNUL):
        ask_colleague(desk, acts.describe_annulment(state, reason), by, code)
        return
    people = TwoPeople(by, confirmed_by)
    rewritten = annul_round(
        desk.stores, desk.keys, state, people, reason, desk.at, desk.checkpoints
    )
    desk.say("annulled", round=state.slug)
    if not rewritten:
        desk.say("file_busy")


@round_command("reissue")
@click.argument("reference")
@click.option("--area", metavar="SLUG", help="The right voting area, where it was wrong.")
@click.option("--by", default=getuser, metavar="NAME", help="Who does it; if not given, this user.")
@click.option("--document-seen", is_flag=True, help="Note that an identity document was shown.")
@click.option("--letter", type=NEW_FILE, help="A new PDF with the letter, to hand over at once.")
def reissue(
    desk: Desk, reference: str, area: str | None, by: str, document_seen: bool, letter: Path | None
) -> None:
    """Replace the letter with this REFERENCE, for a resident who showed an identity document.

    Who did it stands in the course of the round (status --course), the code does not. With
    --letter the code is on paper only, and not on this screen.
    """
    if letter is not None and letter.exists():
        raise FileInTheWay(letter.name)
    made, printed = reissue_on_the_spot(
        desk.stores,
        desk.keys,
        desk.state,
        reference,
        LetterWording(),
        area=area,
        officer=Officer(by, document_seen),
        at=desk.at,
        checkpoint_dir=desk.checkpoints,
    )
    facts = {"reference": reference, "area": made.area, "roll_index": made.roll_index}
    if letter is None:
        desk.say("reissued", code=group_code(made.code), **facts)
    else:
        write_new(letter, printed)
        desk.say("letter_printed", file=str(letter), **facts)


@round_command("turnout")
def turnout(desk: Desk) -> None:
    """Put today's turnout in the log; for a nightly timer."""
    counts = record_turnout(
        desk.stores, desk.keys, desk.state, desk.at, desk.checkpoints, desk.settings.time_zone
    )
    desk.say("turnout", areas=counts)


@round_command("status")
@click.option("--course", is_flag=True, help="Also what happened, when and by whom.")
def status(desk: Desk, course: bool) -> None:
    """Say where a round stands; without --round, all of them."""
    states = [desk.state] if desk.name else list_rounds(desk.stores)
    for state in states or [desk.state]:
        facts = describe_status(desk, state)
        if course:
            facts["course"] = list_course(desk, state)
        lines = [f"{name}: {value}" for name, value in facts.items() if name != "course"]
        desk.show(facts, [*lines, *(str(act) for act in facts.get("course", ()))])


@round_command("check-start")
def check_before_start(desk: Desk) -> None:
    """Check every log against its last checkpoint, and every open box; before serving.

    Refuses when a database was put back to an older state, or a box was stuffed.
    """
    check_start(desk.stores, desk.keys, desk.checkpoints, desk.at)
    desk.say("start_checked", rounds=len(list_rounds(desk.stores)))


def describe_status(desk: Desk, state: RoundState) -> dict[str, Any]:
    """Return where a round stands; issuances per area only from ten."""
    issued = count_issued(desk.stores, state)
    return {
        "round": state.slug,
        "id": b64(state.id),
        "phase": state.phase.value,
        "closing": state.closing,
        "opens": state.plan.times.opens.isoformat(),
        "closes": state.plan.times.closes.isoformat(),
        "seal_key_origin": state.seal_key_origin,
        "setup_hash": state.setup_hash.hex() if state.setup_hash else None,
        "entitled": dict(state.entitled),
        "issued": {slug: count for slug, count in issued.items() if count >= FEWEST_SHOWN},
        "log_entries": read_size(desk.stores.ballotbox, state.id),
    }


def list_course(desk: Desk, state: RoundState) -> list[dict[str, Any]]:
    """Return what happened to a round, in order."""
    query = (
        select(PhaseChange).where(PhaseChange.round_id == state.id).order_by(PhaseChange.position)
    )
    return [
        {
            "at": row.at.isoformat(),
            "act": row.act,
            "phase": row.phase,
            "by": row.by_name,
            "confirmed_by": row.confirmed_by,
            "facts": row.facts,
        }
        for row in desk.stores.register.scalars(query)
    ]


COMMANDS = (extend, withdraw, annul, reissue, turnout, status, check_before_start)
