"""Outlines of a round and the spot of a proposal on them; both databases."""

from pathlib import Path

import pytest

from tests.outline_files import make_collection, make_feature, make_ring, write
from tests.services.people import make_person
from tests.services.test_proposals import ANSWERS, AT, Street, fill, save_round, state
from voting.db.models.proposals import Proposal
from voting.db.session import Stores, transaction
from voting.domain.errors.places import SpotOutside, SpotWithoutMap
from voting.domain.errors.proposals import ProposalUnknown, WrongState
from voting.domain.places import AreaMap, Cell
from voting.domain.proposal_fields import Step
from voting.domain.proposals import State
from voting.domain.reviewing import Kind
from voting.interchange.outlines import read_outlines
from voting.services import groups, places, proposing
from voting.services.places import Spot
from voting.services.proposals import view_proposal


@pytest.fixture
def street(stores: Stores) -> Street:
    alice, charlie = make_person(stores), make_person(stores, "Charlie")
    group = groups.found_group(stores, alice, "De Groene Straat", AT)
    save_round(stores)
    reference = proposing.begin_proposal(stores, alice, group, state(stores), AT)
    return Street(group, alice, alice, charlie, reference)


def bring_in(stores: Stores, folder: Path, **changes: object) -> dict[str, AreaMap]:
    round_state = state(stores)
    content = make_collection(**changes)
    read = read_outlines(write(folder, content), round_state.plan.voting_areas)
    places.save_outlines(stores, round_state, read.maps)
    return dict(read.maps)


def find(stores: Stores, street: Street) -> Spot | None:
    view = view_proposal(stores, street.reference, street.alice)
    return places.find_spot(stores, state(stores), view.draft)


def choose(stores: Stores, street: Street, cell: Cell | None) -> None:
    places.choose_spot(stores, street.alice, street.reference, cell, AT)


def find_middle(area: AreaMap, buurt: str) -> Cell:
    west, south = area.shapes[buurt][0][0]
    east, north = area.shapes[buurt][0][2]
    return (west + east) // 2, (north + south) // 2


def test_maps_are_kept_as_they_were_read_and_replaced_whole(
    stores: Stores, tmp_path: Path, street: Street
) -> None:
    area = state(stores).plan.voting_areas[0]
    assert places.load_map(stores, state(stores), area) is None
    for _ in range(2):
        maps = bring_in(stores, tmp_path)
        assert places.load_map(stores, state(stores), area) == maps["noord"]


def test_a_spot_in_the_buurt_is_kept_and_one_outside_is_not(
    stores: Stores, tmp_path: Path, street: Street
) -> None:
    assert find(stores, street) is None
    fill(stores, street)
    assert find(stores, street) is None
    with pytest.raises(SpotWithoutMap):
        choose(stores, street, (50, 50))
    area = bring_in(stores, tmp_path)["noord"]
    inside, outside = find_middle(area, "haven"), find_middle(area, "werf")
    choose(stores, street, inside)
    with pytest.raises(SpotOutside):
        choose(stores, street, outside)
    with pytest.raises(SpotOutside):
        choose(stores, street, (-3, 99_999))
    spot = find(stores, street)
    assert spot is not None
    assert (spot.cell, spot.buurt.slug, spot.strayed) == (inside, "haven", False)
    events = view_proposal(stores, street.reference, street.alice).events
    assert (events[-1].kind, events[-1].field) == (Kind.CHANGED, "point")
    choose(stores, street, None)
    assert find(stores, street) == Spot(spot.area, spot.buurt, spot.map, None)


def test_a_spot_outlives_another_grid(stores: Stores, tmp_path: Path, street: Street) -> None:
    fill(stores, street)
    area = bring_in(stores, tmp_path)["noord"]
    choose(stores, street, find_middle(area, "haven"))
    features = [make_feature("haven"), make_feature("veld")]
    wide = {"type": "Polygon", "coordinates": [make_ring(4.92, 52.37, 5.3, 52.385)]}
    features.append(make_feature("werf", geometry=wide))
    other = bring_in(stores, tmp_path, features=features)["noord"]
    assert other.frame != area.frame
    spot = find(stores, street)
    assert spot is not None
    assert spot.cell is not None
    middle = find_middle(other, "haven")
    assert max(abs(spot.cell[0] - middle[0]), abs(spot.cell[1] - middle[1])) <= 1


def test_in_another_buurt_the_spot_is_not_shown_until_chosen_anew(
    stores: Stores, tmp_path: Path, street: Street
) -> None:
    view = fill(stores, street)
    area = bring_in(stores, tmp_path)["noord"]
    choose(stores, street, find_middle(area, "haven"))
    moved = ANSWERS[Step.PLACE] | {"buurt": "werf"}
    proposing.save_step(
        stores, street.alice, street.reference, Step.PLACE, moved, view.version + 1, AT
    )
    spot = find(stores, street)
    assert spot is not None
    assert (spot.cell, spot.strayed) == (None, True)


def test_saving_the_question_of_the_place_leaves_the_spot(
    stores: Stores, tmp_path: Path, street: Street
) -> None:
    view = fill(stores, street)
    area = bring_in(stores, tmp_path)["noord"]
    middle = find_middle(area, "haven")
    choose(stores, street, middle)
    again = ANSWERS[Step.PLACE] | {"place": "Bij de brug"}
    proposing.save_step(
        stores, street.alice, street.reference, Step.PLACE, again, view.version + 1, AT
    )
    spot = find(stores, street)
    assert spot is not None
    assert spot.cell == middle


def test_an_outsider_and_a_late_group_mark_nothing(
    stores: Stores, tmp_path: Path, street: Street
) -> None:
    fill(stores, street)
    area = bring_in(stores, tmp_path)["noord"]
    middle = find_middle(area, "haven")
    with pytest.raises(ProposalUnknown):
        places.choose_spot(stores, street.charlie, street.reference, middle, AT)
    for late in (State.SUBMITTED, State.LISTED, State.WITHDRAWN):
        with transaction(stores.register) as register:
            register.query(Proposal).one().state = late.value
        with pytest.raises(WrongState):
            choose(stores, street, middle)


def test_a_plan_on_the_list_shows_the_spot_of_its_proposal(
    stores: Stores, tmp_path: Path, street: Street
) -> None:
    fill(stores, street)
    area = bring_in(stores, tmp_path)["noord"]
    middle = find_middle(area, "haven")
    choose(stores, street, middle)
    with transaction(stores.register) as register:
        row = register.query(Proposal).one()
        row.state, row.initiative_id = State.LISTED.value, "groen-1"
    found = places.find_spot_of_initiative(stores, state(stores), "groen-1")
    assert found is not None
    assert (found[0].cell, found[1]) == (middle, "Kadestraat")
    assert places.find_spot_of_initiative(stores, state(stores), "boom") is None
