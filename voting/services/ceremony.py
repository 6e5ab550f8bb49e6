"""The steps around the ballot box as one officer takes them on the web.

Each runs within the request that asks for it, and so only for as many votes as a request can
wait for. A larger round takes the same step by its command, which goes on where a page stopped:
every step here may be done again.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from voting.ballotbox.errors import SharesRefused
from voting.ballotbox.trustees import combine, read_share
from voting.db.session import Stores
from voting.domain.errors.ceremony import SeedsDiffer, SharesUnfit, TooLargeHere
from voting.services.acts import Workshop
from voting.services.closing import Closed, close_round
from voting.services.counting import Counted, count_round
from voting.services.emptying import check_published, name_findings, verify_published
from voting.services.officers import COUNTING, acting_with_code
from voting.services.opening import Opened, check_moment, open_box, record_seed
from voting.services.round_state import RoundState
from voting.services.staff import Hand
from voting.services.turnout import count_issued

MOST_ISSUED = 2_000
"""As many votes as are checked, opened and verified well within the time a request may take."""


def check_size(stores: Stores, state: RoundState) -> None:
    """Raise TooLargeHere when a page would wait too long."""
    issued = sum(count_issued(stores, state).values())
    if issued > MOST_ISSUED:
        raise TooLargeHere(issued, MOST_ISSUED)


def close_box(shop: Workshop, hand: Hand, state: RoundState, at: datetime) -> Closed:
    """Close the box as `closing.close_round`, with a fresh code."""
    check_size(shop.stores, state)
    with _acting(shop, hand, "close", state, at):
        return close_round(shop.stores, shop.keys, state, at=at, checkpoint_dir=shop.checkpoint_dir)


def draw_lot(
    shop: Workshop, hand: Hand, state: RoundState, words: tuple[str, str], at: datetime
) -> None:
    """Log the words of the public draw, typed twice; raises SeedsDiffer and as `record_seed`."""
    seed, again = (" ".join(text.split()) for text in words)
    if seed != again:
        raise SeedsDiffer
    with _acting(shop, hand, "seed", state, at):
        record_seed(shop.stores, shop.keys, state, seed, shop.checkpoint_dir)


def look_before_opening(stores: Stores, state: RoundState) -> tuple[str, ...]:
    """Return what the verifier finds in the record, nothing when it is sound.

    Raises as `opening.check_moment`, and TooLargeHere.
    """
    check_moment(stores, state)
    check_size(stores, state)
    return name_findings(verify_published(stores, state.id))


def open_with_shares(
    shop: Workshop, hand: Hand, state: RoundState, shares: Sequence[str], at: datetime
) -> Opened:
    """Open the box with the trustees' shares, which are in memory here and nowhere else.

    Raises SharesUnfit, and as `opening.open_box`.
    """
    check_moment(shop.stores, state)
    check_size(shop.stores, state)
    secret = combine_shares(shares)
    with _acting(shop, hand, "open_box", state, at):
        return open_box(
            shop.stores, shop.keys, state, secret, at=at, checkpoint_dir=shop.checkpoint_dir
        )


def count_box(shop: Workshop, hand: Hand, state: RoundState, at: datetime) -> Counted:
    """Verify, count and divide as the command does, with a fresh code."""
    check_size(shop.stores, state)
    with _acting(shop, hand, "count", state, at):
        check_published(shop.stores, state.id)
        return count_round(shop.stores, shop.keys, state, at=at, checkpoint_dir=shop.checkpoint_dir)


def combine_shares(shares: Sequence[str]) -> bytes:
    """Return the trustees' secret from the words of their sheets; raise SharesUnfit."""
    read = []
    for number, text in enumerate(shares, 1):
        try:
            read.append(read_share(text))
        except SharesRefused:
            raise SharesUnfit(number) from None
    try:
        return combine(read)
    except SharesRefused:
        raise SharesUnfit(0) from None


def _acting(
    shop: Workshop, hand: Hand, act: str, state: RoundState, at: datetime
) -> AbstractContextManager[None]:
    return acting_with_code(
        shop.stores, shop.account_keys, hand, act, at, {"round": state.slug}, COUNTING
    )
