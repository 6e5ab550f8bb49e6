"""Views for programs: rounds, areas, initiatives, the result, the log and its checkpoints."""

import json
from typing import Any

from flask import Response, abort

from voting.ballotbox.encoding import b64, unb64
from voting.domain.areas import VotingArea
from voting.services.publishing import load_record
from voting.services.recording import read_checkpoints, read_head, read_log, read_size
from voting.services.round_state import RoundState, list_rounds
from voting.web import current_settings
from voting.web.access import allow_everyone
from voting.web.audit.api.blueprint import bp
from voting.web.audit.api.contract import BadParameters, read_contract, read_query
from voting.web.audit.api.writing import (
    write_area,
    write_initiative,
    write_names,
    write_page,
    write_round,
    write_round_briefly,
)
from voting.web.bundles import offers_bundle
from voting.web.problems import API, make_problem
from voting.web.rounds import Status, find_status, now, shows_plans, take_area, take_round
from voting.web.stores import stores
from voting.web.story import read_story
from voting.web.translating import _


@bp.errorhandler(BadParameters)
def show_bad_parameters(error: BadParameters) -> Response:
    """Say every parameter that is wrong."""
    return make_problem(400, _("The request has mistakes; see the list."), error.faults)


@bp.get("/openapi.json")
@allow_everyone
def show_description() -> Response:
    """Describe this API, with the address it has here."""
    read_query("showDescription")
    contract, settings = read_contract(), current_settings()
    here = {"servers": [{"url": f"{settings.public_url}{API}v1"}]}
    name = settings.municipality.name
    contact = {"contact": {"name": name, "url": f"{settings.public_url}/"}}
    return answer(contract | here | {"info": contract["info"] | contact})


@bp.get("/rounds")
@allow_everyone
def show_rounds() -> Response:
    """List the rounds, the newest first."""
    query = read_query("listRounds")
    rounds = sorted(list_rounds(stores()), key=lambda one: one.plan.times.opens, reverse=True)
    shown = [write_round_briefly(state) for state in rounds]
    return answer(write_page(shown, query["page"], query["pageSize"]))


@bp.get("/rounds/<round>")
@allow_everyone
def show_round(round: str) -> Response:
    """Show a round."""
    read_query("showRound")
    state = take_round(round)
    published = find_status(state, now()) is Status.PUBLISHED
    corrections = len(read_story(stores(), state).list_all("correction")) if published else 0
    return answer(write_round(state, corrections))


@bp.get("/rounds/<round>/areas")
@allow_everyone
def show_areas(round: str) -> Response:
    """List the voting areas of a round."""
    read_query("listAreas")
    state = take_round(round)
    issued = find_issued(state)
    areas = [write_area(state, one, issued.get(one.slug)) for one in state.plan.voting_areas]
    return answer({"items": areas})


@bp.get("/rounds/<round>/areas/<area>")
@allow_everyone
def show_area(round: str, area: str) -> Response:
    """Show a voting area."""
    read_query("showArea")
    state = take_round(round)
    one = take_area(state.plan, area)
    return answer(write_area(state, one, find_issued(state).get(one.slug)))


@bp.get("/rounds/<round>/initiatives")
@allow_everyone
def show_initiatives(round: str) -> Response:
    """List the initiatives of a round, perhaps only some."""
    query = read_query("listInitiatives")
    state = take_listed_round(round)
    homes = find_homes(state)
    found = [
        write_initiative(state, homes[one.buurt], one)
        for one in state.plan.initiatives
        if query["area"] in (None, homes[one.buurt].slug)
        and query["buurt"] in (None, one.buurt)
        and query["sector"] in (None, one.sector.value)
        and query["theme"] in (None, one.theme)
    ]
    return answer(write_page(found, query["page"], query["pageSize"]))


@bp.get("/rounds/<round>/initiatives/<initiative>")
@allow_everyone
def show_initiative(round: str, initiative: str) -> Response:
    """Show an initiative."""
    read_query("showInitiative")
    state = take_listed_round(round)
    one = next((one for one in state.plan.initiatives if one.id == initiative), None)
    if one is None:
        abort(404)
    return answer(write_initiative(state, find_homes(state)[one.buurt], one))


@bp.get("/rounds/<round>/result")
@allow_everyone
def show_result(round: str) -> Response:
    """Show the result that holds."""
    read_query("showResult")
    state = take_round(round)
    record = load_record(stores(), state)
    if record is None or find_status(state, now()) is not Status.PUBLISHED:
        abort(404)
    story = read_story(stores(), state)
    corrections = story.list_all("correction")
    last = corrections[-1] if corrections else story.find_last("allocation")
    if last is None:
        abort(404)
    return answer(
        {
            "sha256": write_hash(last["sha256"]),
            "corrections": len(corrections),
            "record": write_names(record),
        }
    )


@bp.get("/rounds/<round>/log")
@allow_everyone
def show_log(round: str) -> Response:
    """Show a part of the log."""
    query = read_query("listLog")
    state = take_logged_round(round)
    box, start = stores().ballotbox, query["from"]
    entries = read_log(box, state.id, start, start + query["limit"])
    items = [
        {"number": one.position, "leafHash": one.leaf.hex(), "line": one.line.decode()}
        for one in entries
    ]
    return answer({"items": items, "from": start, "size": read_size(box, state.id)})


@bp.get("/rounds/<round>/checkpoints")
@allow_everyone
def show_checkpoints(round: str) -> Response:
    """List the checkpoints of the log."""
    query = read_query("listCheckpoints")
    state = take_logged_round(round)
    notes = [
        {"size": size, "note": note.decode()}
        for size, note in read_checkpoints(stores().ballotbox, state.id)
    ]
    return answer(write_page(notes, query["page"], query["pageSize"]))


@bp.get("/rounds/<round>/checkpoints/latest")
@allow_everyone
def show_latest_checkpoint(round: str) -> Response:
    """Show the newest checkpoint."""
    read_query("showLatestCheckpoint")
    state = take_logged_round(round)
    head = read_head(stores().ballotbox, state.id)
    return answer({"size": head.size, "note": head.note.decode()})


def answer(content: Any) -> Response:
    """Send JSON."""
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/json")


def take_listed_round(slug: str) -> RoundState:
    """Return a round whose list is final, or answer 404."""
    state = take_round(slug)
    return state if shows_plans(state) else abort(404)


def take_logged_round(slug: str) -> RoundState:
    """Return a round whose log is public, or answer 404: a count is not, until it is published."""
    state = take_round(slug)
    return state if offers_bundle(state) else abort(404)


def find_homes(state: RoundState) -> dict[str, VotingArea]:
    """Return the voting area of each buurt."""
    return {buurt.slug: area for area in state.plan.voting_areas for buurt in area.buurten}


def find_issued(state: RoundState) -> dict[str, int]:
    """Return how many residents got rights, as the log last told; never fewer than ten."""
    if not offers_bundle(state):
        return {}
    turnout = read_story(stores(), state).find_last("turnout")
    by_name = {b64(area): slug for slug, area in state.area_ids.items()}
    rows = turnout["areas"] if turnout else ()
    return {by_name[one["area"]]: one["issued"] for one in rows}


def write_hash(value: str) -> str:
    """Write a hash of the log in hexadecimal."""
    return unb64(value, 32).hex()
