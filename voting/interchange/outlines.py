"""Reading the outlines of buurten from a GeoJSON file (RFC 7946), strictly.

Longitude and latitude, WGS84. A file in the Dutch grid (RD, EPSG:28992) is recognised and refused
with what to do about it; so is one whose two coordinates changed places.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from voting.domain.areas import VotingArea
from voting.domain.errors.places import OutlineProblem, OutlinesRefused
from voting.domain.outlining import Border, lay_out
from voting.domain.places import AreaMap, Point

MOST_BYTES = 20 * 1024 * 1024
MOST_LISTED = 50
LONGEST_SHOWN = 60
MILLION = 1_000_000
WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")
RD_X, RD_Y = (0, 300_000), (300_000, 625_000)
"""Metres of the Dutch grid within the Netherlands."""
SWAPPED_X, SWAPPED_Y = (50, 54), (3, 8)
"""What longitude and latitude look like in the Netherlands when they changed places."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The maps by slug of the voting area, and how many features were of other places."""

    maps: Mapping[str, AreaMap]
    others: int


class _Wrong(Exception):
    """Something in a feature is wrong: a code, and the facts."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def read_outlines(file: Path, areas: Sequence[VotingArea]) -> Outlines:
    """Return the map of each voting area.

    A feature is a buurt when one of its properties is the buurt's slug or CBS code; features of
    other places are left out, and every buurt must be there once.

    Raises OutlinesRefused with every reason.
    """
    reader = _Reader(_list_names(areas))
    try:
        features = _read_features(file)
    except _Wrong as wrong:
        reader.note(0, wrong)
        features = []
    for number, feature in enumerate(features, 1):
        try:
            reader.read(number, feature)
        except _Wrong as wrong:
            reader.note(number, wrong)
    if not reader.problems:
        reader.find_missing(areas)
    maps = {} if reader.problems else dict(reader.lay_all_out(areas))
    reader.raise_if_any()
    return Outlines(maps, reader.others)


@dataclass(slots=True)
class _Reader:
    names: Mapping[str, str]
    borders: dict[str, list[Border]] = field(default_factory=dict)
    firsts: dict[str, int] = field(default_factory=dict)
    problems: list[OutlineProblem] = field(default_factory=list)
    others: int = 0

    def note(self, feature: int, wrong: _Wrong) -> None:
        self.problems.append(OutlineProblem(feature, wrong.code, wrong.facts))

    def read(self, number: int, feature: object) -> None:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise _Wrong("not_a_feature")
        slug = _find_buurt(feature.get("properties"), self.names)
        if slug is None:
            self.others += 1
            return
        if slug in self.firsts:
            raise _Wrong("twice", buurt=slug, first=self.firsts[slug])
        self.firsts[slug] = number
        self.borders[slug] = list(_read_geometry(feature.get("geometry")))

    def find_missing(self, areas: Sequence[VotingArea]) -> None:
        for area in areas:
            for buurt in area.buurten:
                if buurt.slug not in self.borders:
                    self.note(0, _Wrong("missing", buurt=buurt.slug, name=buurt.name))

    def lay_all_out(self, areas: Sequence[VotingArea]) -> Iterator[tuple[str, AreaMap]]:
        for area in areas:
            borders = {buurt.slug: self.borders[buurt.slug] for buurt in area.buurten}
            try:
                yield area.slug, lay_out(borders, _find_cosine(borders))
            except LookupError as lost:
                slug = str(lost.args[0])
                self.note(self.firsts[slug], _Wrong("no_area", buurt=slug))
            except OverflowError:
                self.note(0, _Wrong("too_intricate", area=area.slug))

    def raise_if_any(self) -> None:
        if self.problems:
            listed = tuple(self.problems[:MOST_LISTED])
            raise OutlinesRefused(listed, len(self.problems) - len(listed))


def _read_features(file: Path) -> list[object]:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise _Wrong("too_large", most=MOST_BYTES)
        text = file.read_bytes().decode("utf-8-sig")
        found = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except OSError as error:
        raise _Wrong("file_missing") from error
    except UnicodeDecodeError as error:
        raise _Wrong("not_utf8") from error
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise _Wrong("not_json", detail=str(error)[:LONGEST_SHOWN]) from error
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise _Wrong("not_a_collection")
    _check_crs(found.get("crs"))
    features = found.get("features")
    if not isinstance(features, list) or not features:
        raise _Wrong("no_features")
    return features


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _check_crs(crs: object) -> None:
    """Refuse another system than WGS84; RFC 7946 has none other, older files name theirs."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else ""
    if name.endswith("28992"):
        raise _Wrong("rd")
    if not name.endswith(WGS84):
        raise _Wrong("other_system", value=name[:LONGEST_SHOWN])


def _list_names(areas: Sequence[VotingArea]) -> dict[str, str]:
    """Return the slug of each buurt by what a file may call it."""
    buurten = [buurt for area in areas for buurt in area.buurten]
    codes = {buurt.cbs_code.casefold(): buurt.slug for buurt in buurten if buurt.cbs_code}
    return codes | {buurt.slug: buurt.slug for buurt in buurten}


def _find_buurt(properties: object, names: Mapping[str, str]) -> str | None:
    if not isinstance(properties, dict) or not properties:
        raise _Wrong("no_properties")
    words = (value.strip().casefold() for value in properties.values() if isinstance(value, str))
    found = {names[word] for word in words if word in names}
    if len(found) > 1:
        raise _Wrong("two_buurten", value=", ".join(sorted(found)))
    return next(iter(found), None)


def _read_geometry(geometry: object) -> Iterator[Border]:
    if not isinstance(geometry, dict):
        raise _Wrong("no_geometry")
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Wrong("other_geometry", value=str(kind)[:LONGEST_SHOWN])
    for polygon in _take_list([parts] if kind == "Polygon" else parts):
        for ring in _take_list(polygon):
            yield _read_ring(ring)


def _take_list(value: object) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _Wrong("no_coordinates")
    return value


def _read_ring(ring: object) -> Border:
    points = [_read_position(position) for position in _take_list(ring)]
    if len(points) < 4:
        raise _Wrong("short_ring", got=len(points))
    if points[0] != points[-1]:
        raise _Wrong("open_ring")
    return points[:-1]


def _read_position(position: object) -> Point:
    if not isinstance(position, list) or len(position) < 2:
        raise _Wrong("bad_position", value=str(position)[:LONGEST_SHOWN])
    lon, lat = _read_number(position[0]), _read_number(position[1])
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        if _is_within(lon, SWAPPED_X) and _is_within(lat, SWAPPED_Y):
            raise _Wrong("swapped")
        return Point(_scale(lon), _scale(lat))
    if _is_within(lon, RD_X) and _is_within(lat, RD_Y):
        raise _Wrong("rd")
    raise _Wrong("off_earth", value=f"{lon}, {lat}"[:LONGEST_SHOWN])


def _read_number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _Wrong("bad_position", value=str(value)[:LONGEST_SHOWN])
    return Decimal(value)


def _is_within(value: Decimal, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _scale(degrees: Decimal) -> int:
    return int((degrees * MILLION).to_integral_value())


def _find_cosine(borders: Mapping[str, Sequence[Border]]) -> int:
    """Return the cosine of the middle latitude in ten thousandths: how much narrower east is."""
    rows = [point.lat for rings in borders.values() for ring in rings for point in ring]
    middle = (min(rows) + max(rows)) / 2 / MILLION
    return max(1, round(math.cos(math.radians(middle)) * 10_000))
