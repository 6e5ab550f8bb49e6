"""View of where a round is: what comes next and who does it, votes, notices, health.

Numbers of voters are those that were logged, once a night and from ten on: two counts shortly
after one another would tell who voted in between, to staff too.
"""

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import parse_time
from voting.domain.rounds import Phase, has_reached
from voting.domain.texts import Text
from voting.services.round_state import RoundState
from voting.services.sending_mail import count_waiting
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.links import Link, list_round_links, round_link
from voting.web.rounds import now, take_round
from voting.web.stores import stores
from voting.web.story import Story, count_areas, read_story
from voting.web.translating import _
from voting.web.words import read_day

SEEING = (Role.ROUND_MANAGER, Role.PUBLISHER, Role.GRIFFIER, Role.AUDITOR)


@round_link(1, *SEEING)
def _link_running(state: RoundState) -> Link | None:
    return Link(_("Where the round is"), url_for("council.show_running", round=state.slug))


@round_link(60, Role.ROUND_MANAGER)
def _link_close(state: RoundState) -> Link | None:
    if state.phase is not Phase.VOTING or now() < state.plan.times.closes:
        return None
    return Link(_("Close the ballot box"), url_for("council.show_close", round=state.slug))


@round_link(61, Role.ROUND_MANAGER)
def _link_seed(state: RoundState) -> Link | None:
    if state.phase is not Phase.CLOSED or is_drawn(state):
        return None
    return Link(_("Record the draw"), url_for("council.show_seed", round=state.slug))


@round_link(62, Role.ROUND_MANAGER)
def _link_open_box(state: RoundState) -> Link | None:
    if state.phase is not Phase.CLOSED or not is_drawn(state):
        return None
    return Link(_("Open the ballot box"), url_for("council.show_open_box", round=state.slug))


@round_link(63, Role.ROUND_MANAGER)
def _link_count(state: RoundState) -> Link | None:
    if state.phase is not Phase.OPENED:
        return None
    return Link(_("Count"), url_for("council.show_count", round=state.slug))


@bp.get("/rounds/<round>/running")
@allow(*SEEING)
def show_running(round: str) -> ResponseReturnValue:
    """Show where a round is."""
    state = take_round(round)
    story = read_story(stores(), state)
    turnout = story.find_last("turnout")
    own = url_for(".show_running", round=state.slug)
    return render_template(
        "council/running.html",
        state=state,
        story=story,
        turnout_on=read_day(turnout["date"]) if turnout else "",
        turnout={one["area"]: one["issued"] for one in turnout["areas"]} if turnout else {},
        marks={slug: b64(id) for slug, id in state.area_ids.items()},
        notices=list_notices(story),
        mail=count_waiting(stores()),
        next=say_next(state),
        links=[one for one in list_round_links(state) if one.url != own],
        counts=count_areas(state, story),
        is_open=has_reached(state.phase, Phase.VOTING),
    )


def list_notices(story: Story) -> list[tuple[Text, datetime]]:
    """Return the words and the moment of each public notice, the newest first."""
    return [
        (Text(one["text_nl"] or one["kind"], one["text_en"] or one["kind"]), parse_time(one["at"]))
        for one in reversed(story.list_all("notice"))
    ]


def is_drawn(state: RoundState) -> bool:
    """Tell whether the words of the draw stand in the log."""
    return read_story(stores(), state).find_last("seed") is not None


def say_next(state: RoundState) -> str:
    """Say what comes next, and who does it."""
    phase = Phase(state.phase)
    if phase is Phase.VOTING:
        late = now() >= state.plan.times.closes
        return _say_closing() if late else _("Residents vote. Nothing needs doing before closing.")
    if phase is Phase.CLOSED:
        return _say_opening() if is_drawn(state) else _say_draw()
    return {
        Phase.PREPARATION: _("A round manager sets the round up and lets plans in."),
        Phase.ENTRIES: _("Groups hand in plans; reviewers look at them."),
        Phase.REVIEW: _("Reviewers decide on every plan; then the list is final."),
        Phase.LIST_FINAL: _("Letters and keys are made. Two people open the round."),
        Phase.OPENED: _("A round manager counts. Then two people publish the result."),
        Phase.PUBLISHED: _("A publisher begins the checking period."),
        Phase.CHECKING: _("Reports are answered. After the period a publisher ends the round."),
        Phase.FINAL: _("The round is over. Groups get their decision and their money."),
        Phase.ANNULLED: _("The round was annulled. Nothing more happens."),
    }[phase]


def _say_closing() -> str:
    return _("The closing time has passed. A round manager closes the ballot box.")


def _say_draw() -> str:
    return _("The lot is drawn in public, and a round manager records it.")


def _say_opening() -> str:
    return _("The trustees come together and open the ballot box with their shares.")
