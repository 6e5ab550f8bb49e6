"""Slowing down whoever tries codes, without ever refusing a right one.

Wrong codes are counted per network and clock hour, under a keyed hash that includes the hour,
so that nobody can tell from the table which network it was. Earlier hours are removed.
"""

import hmac
from datetime import datetime
from ipaddress import IPv4Address, ip_address

from sqlalchemy import delete
from sqlalchemy.orm import Session

from voting.db.conflicts import insert_into
from voting.db.models.roll import FailedCode
from voting.db.session import Stores, transaction
from voting.domain.errors.casting import TooManyTries

NETWORK_LABEL = b"buurtrechten/network/v1"
TRIES_PER_HOUR = 10
HOUR = 3_600


def count_wrong_code(stores: Stores, lookup_key: bytes, network: str, at: datetime) -> None:
    """Count a wrong code from `network`; an empty one (a desk, a command) is not counted.

    Raises:
        TooManyTries: this network has had its wrong codes for this hour.
    """
    if not network:
        return
    second = int(at.timestamp())
    hour = second // HOUR
    name = hmac.digest(
        lookup_key, NETWORK_LABEL + hour.to_bytes(8) + name_network(network), "sha256"
    )
    with transaction(stores.register) as register:
        _purge(register, hour)
        failures = _add_one(register, hour, name)
    if failures > TRIES_PER_HOUR:
        raise TooManyTries(HOUR - second % HOUR)


def name_network(address: str) -> bytes:
    """Return what is counted as one network: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        known = ip_address(address)
    except ValueError:
        return address.encode()
    if isinstance(known, IPv4Address):
        return str(known).encode()
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped).encode()
    # One household or server has a whole /64: counting single addresses would slow nobody.
    return known.packed[:8].hex().encode()


def purge_wrong_codes(stores: Stores, at: datetime) -> None:
    """Remove the counts of earlier hours, when no wrong code comes by to do it."""
    with transaction(stores.register) as register:
        _purge(register, int(at.timestamp()) // HOUR)


def _purge(register: Session, hour: int) -> None:
    register.execute(delete(FailedCode).where(FailedCode.hour < hour))


def _add_one(register: Session, hour: int, network: bytes) -> int:
    counted = (
        insert_into(register, FailedCode)
        .values(hour=hour, network=network, failures=1)
        .on_conflict_do_update(
            index_elements=["hour", "network"], set_={"failures": FailedCode.failures + 1}
        )
        .returning(FailedCode.failures)
    )
    return register.execute(counted).scalar_one()
