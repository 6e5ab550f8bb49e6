"""A list becomes final: what stands on it then, and what is refused; on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests.services.neighbours import House, admit, link_up, look, settle
from tests.services.people import LETTERS
from tests.services.proposed import OFFICE
from tests.services.test_proposals import AT, save_round, set_phase, state
from voting.db.session import Stores, open_stores
from voting.domain.errors.proposals import ListIsFinal
from voting.domain.errors.running import PlansUndecided
from voting.domain.linking_up import LinkState
from voting.domain.proposals import State
from voting.domain.rounds import Phase
from voting.domain.texts import Text
from voting.services import linking_agreed, listing, proposing, reviewing
from voting.services.link_views import list_partners
from voting.services.proposals import view_proposal
from voting.services.running_rounds import advance_round
from voting.settings import Settings


@pytest.fixture
def alice(stores: Stores) -> House:
    save_round(stores)
    return settle(stores, "Alice")


@pytest.fixture
def bob(stores: Stores, alice: House) -> House:
    return settle(stores, "Bob", ask="500")


def finish(stores: Stores) -> list[str]:
    """Make the list final; return the groups on it whose plans came from this test."""
    set_phase(stores, Phase.REVIEW)
    assert advance_round(stores, state(stores), AT) is Phase.LIST_FINAL
    return list_groups(stores)


def list_groups(stores: Stores) -> list[str]:
    names = [one.group for one in state(stores).plan.initiatives]
    return [name for name in names if name[:7] in ("Groep A", "Groep B", "Groep C")]


def test_what_was_admitted_is_on_the_final_list_without_another_button(
    stores: Stores, alice: House, bob: House
) -> None:
    link_up(stores, alice, bob)
    cor = settle(stores, "Cor")
    admit(stores, alice, bob, cor)
    assert finish(stores) == ["Groep Alice en Groep Bob", "Groep Cor"]
    for house in (alice, bob, cor):
        view = view_proposal(stores, house.reference, None)
        ids = {one.id for one in state(stores).plan.initiatives}
        assert view.state is State.LISTED
        assert view.initiative_id in ids


def test_what_was_withdrawn_or_undone_since_is_not_on_the_final_list(
    stores: Stores, alice: House, bob: House
) -> None:
    link = link_up(stores, alice, bob)
    cor = settle(stores, "Cor")
    admit(stores, alice, bob, cor)
    listing.list_proposals(stores, state(stores))
    linking_agreed.undo(stores, alice.lead, alice.reference, link, "", AT)
    proposing.withdraw_proposal(stores, cor.lead, cor.reference, "", AT)
    assert finish(stores) == ["Groep Alice", "Groep Bob"]
    asked = {one.group: one.ask_cents for one in state(stores).plan.initiatives}
    assert (asked["Groep Alice"], asked["Groep Bob"]) == (1_000_00, 500_00)
    assert list_partners(stores, alice.reference) == []


def test_a_list_is_not_final_while_a_plan_is_undecided(
    stores: Stores, alice: House, bob: House
) -> None:
    link = link_up(stores, alice, bob)
    admit(stores, alice)
    with pytest.raises(PlansUndecided) as refused:
        finish(stores)
    assert refused.value == PlansUndecided((Text("Plan van Bob"),))
    reviewing.take_up(stores, bob.reference, OFFICE, AT)
    with pytest.raises(PlansUndecided):
        finish(stores)
    reviewing.ask(stores, LETTERS, bob.reference, OFFICE, "Waar precies?", AT)
    with pytest.raises(PlansUndecided):
        finish(stores)
    assert state(stores).phase is Phase.REVIEW
    assert look(stores, alice, link).state is LinkState.AGREED
    proposing.withdraw_proposal(stores, bob.lead, bob.reference, "", AT)
    assert finish(stores) == ["Groep Alice"]
    assert look(stores, alice, link).state is LinkState.UNDONE


def test_a_draft_that_was_never_handed_in_holds_nothing_up(stores: Stores, alice: House) -> None:
    proposing.begin_proposal(stores, alice.lead, alice.group, state(stores), AT)
    admit(stores, alice)
    assert finish(stores) == ["Groep Alice"]


Deed = Callable[[Stores, House], object]
DEEDS: dict[str, Deed] = {
    "take_up": lambda stores, one: reviewing.take_up(stores, one.reference, OFFICE, AT),
    "ask": lambda stores, one: reviewing.ask(stores, LETTERS, one.reference, OFFICE, "Hoe?", AT),
    "answer": lambda stores, one: reviewing.answer(stores, one.lead, one.reference, 2, "Zo.", AT),
    "suggest": lambda stores, one: reviewing.suggest(
        stores, LETTERS, one.reference, OFFICE, "title_nl", "Mooier", "Korter", AT
    ),
    "settle": lambda stores, one: reviewing.settle_suggestion(
        stores, one.lead, one.reference, 2, accept=False, text="", version=1, at=AT
    ),
    "admit": lambda stores, one: reviewing.admit(stores, LETTERS, one.reference, OFFICE, "Kan", AT),
    "turn_down": lambda stores, one: reviewing.turn_down(
        stores, LETTERS, one.reference, OFFICE, "Kan niet", AT
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_nothing_is_asked_or_decided_after_the_list_is_final(
    stores: Stores, alice: House, deed: str
) -> None:
    reviewing.take_up(stores, alice.reference, OFFICE, AT)
    set_phase(stores, Phase.REVIEW)
    set_phase(stores, Phase.LIST_FINAL)
    before = view_proposal(stores, alice.reference, None).events
    with pytest.raises(ListIsFinal):
        DEEDS[deed](stores, alice)
    assert view_proposal(stores, alice.reference, None).events == before


@pytest.mark.parametrize("turn", range(2))
def test_who_undoes_while_the_list_becomes_final_is_on_it_as_the_pages_say(
    stores: Stores, settings: Settings, alice: House, bob: House, turn: int
) -> None:
    link = link_up(stores, alice, bob)
    admit(stores, alice, bob)
    stores.register.rollback()

    def undo() -> None:
        with open_stores(settings) as own, suppress(ListIsFinal):
            linking_agreed.undo(own, bob.lead, bob.reference, link, "", AT)

    def end() -> None:
        with open_stores(settings) as own:
            advance_round(own, state(own), AT)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(one) for one in ((undo, end) if turn else (end, undo))]:
            done.result()
    stores.register.rollback()
    linked = bool(list_partners(stores, alice.reference))
    assert list_groups(stores) == (
        ["Groep Alice en Groep Bob"] if linked else ["Groep Alice", "Groep Bob"]
    )
