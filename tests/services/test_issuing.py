"""What the issuer and the box refuse from an agent that is not honest, and the bound of opening."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.services.polls import Poll, open_poll
from voting.ballotbox.errors import IssueRefused, Malformed
from voting.ballotbox.keys import slip_salt
from voting.ballotbox.slips import Slip, blinded_hash, issue_message
from voting.db.models.register import RollEntry
from voting.db.session import Stores, transaction
from voting.domain.errors.casting import CommitmentBroken
from voting.services.casting import check_slips
from voting.services.commitments import read_published
from voting.services.issuing import issue_rights
from voting.services.server_agent import IssueRequest, ServerAgent
from voting.services.wrong_codes import name_network
from voting.settings import Settings

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings)


def an_agent(poll: Poll, code: str) -> ServerAgent:
    setup = read_published(poll.stores, poll.round_id).setup
    salt = slip_salt(poll.keys.load(poll.round_id).salt, poll.round_id, poll.roll_indexes[code])
    area = setup.areas[poll.area_ids["noord"]]
    return ServerAgent.from_code(code, salt, poll.round_id, area, setup.rights)


def ask(poll: Poll, request: IssueRequest) -> tuple[bytes, ...]:
    return issue_rights(poll.stores, poll.keys, poll.state, request, poll.during)


def sign(poll: Poll, agent: ServerAgent, request: IssueRequest) -> IssueRequest:
    message = issue_message(poll.round_id, request.roll_index, blinded_hash(request.blinded))
    return replace(request, signature=agent.code_key.sign(message))


def test_exactly_as_many_distinct_values_as_rights_are_signed(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    agent = an_agent(poll, code)
    fair = agent.ask(poll.roll_indexes[code])
    more = an_agent(poll, poll.letters["noord"][1]).ask(1).blinded[:1]
    for blinded in (fair.blinded[:4], fair.blinded + more, fair.blinded[:4] + fair.blinded[:1]):
        with pytest.raises(IssueRefused):
            ask(poll, sign(poll, agent, replace(fair, blinded=blinded)))
    assert len(ask(poll, fair)) == 5


def test_only_the_code_key_can_ask(poll: Poll) -> None:
    code, other = poll.letters["noord"][:2]
    fair = an_agent(poll, code).ask(poll.roll_indexes[code])
    with pytest.raises(IssueRefused):
        ask(poll, sign(poll, an_agent(poll, other), fair))
    stranger = an_agent(poll, other)
    with pytest.raises(CommitmentBroken):
        ask(poll, stranger.ask(poll.roll_indexes[code]))


def test_a_resident_moved_to_another_area_in_the_register_gets_no_rights_there(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    with transaction(poll.stores.register) as register:
        register.execute(
            update(RollEntry)
            .where(RollEntry.roll_index == poll.roll_indexes[code])
            .values(area=poll.area_ids["zuid"])
        )
    with pytest.raises(CommitmentBroken):
        poll.cast(code, {"tuin": 5}, area="zuid")


def test_a_slip_is_checked_before_it_is_stored(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    agent = an_agent(poll, code)
    slips = agent.fill_in(ask(poll, agent.ask(poll.roll_indexes[code])), ["boom"] * 5)
    published = read_published(poll.stores, poll.round_id)
    assert check_slips(published, slips) == slips
    first, rest = slips[0], slips[1:]
    spoiled: tuple[tuple[Slip, ...], ...] = (
        (replace(first, token=rest[0].token), *rest),
        (replace(first, signature=rest[0].signature), *rest),
        (rest[0], *rest),
        rest,
    )
    for vote in spoiled:
        with pytest.raises(Malformed):
            check_slips(published, vote)


def test_an_area_opens_from_twenty_issuances(stores: Stores, settings: Settings) -> None:
    poll = open_poll(stores, settings, {"noord": 20, "zuid": 19})
    for slug, plan in (("noord", "boom"), ("zuid", "tuin")):
        for code in poll.letters[slug]:
            poll.cast(code, {plan: 5}, area=slug)
    poll.close()
    poll.draw()
    opened = poll.open()
    assert (opened.opened, opened.skipped) == (("noord",), {"zuid": "few-issuances"})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("desk", "desk", True),
    ],
)
def test_a_network_is_an_ipv4_address_or_the_64_bits_of_an_ipv6_one(
    backend: str, one: str, other: str, same: bool
) -> None:
    assert backend == "sqlite"
    assert (name_network(one) == name_network(other)) is same
