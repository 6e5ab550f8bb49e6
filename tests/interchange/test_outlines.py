"""Outlines from GeoJSON: what is right is drawn small, what is wrong is refused with its reason."""

from pathlib import Path
from typing import Any

import pytest

from tests.outline_files import SQUARES, make_collection, make_feature, make_ring, write
from tests.services.rounds import a_plan
from voting.domain.errors.places import OutlinesRefused
from voting.domain.places import is_inside
from voting.interchange.outlines import MOST_BYTES, read_outlines
from voting.web.words_places import OUTLINE_WORDS

AREAS = a_plan().voting_areas
Found = list[tuple[int, str]]


def find_problems(folder: Path, content: Any) -> Found:
    with pytest.raises(OutlinesRefused) as told:
        read_outlines(write(folder, content), AREAS)
    for one in told.value.problems:
        for language in ("nl", "en"):
            OUTLINE_WORDS[one.code][language].format(**one.facts)
    return [(one.feature, one.code) for one in told.value.problems]


def spoil(**changes: Any) -> dict[str, Any]:
    """Change the second feature."""
    features = [make_feature(slug) for slug in SQUARES]
    features[1] |= changes
    return make_collection(features=features)


def with_ring(*positions: Any) -> dict[str, Any]:
    return spoil(geometry={"type": "Polygon", "coordinates": [list(positions)]})


def test_each_area_gets_a_map_with_its_buurten(tmp_path: Path) -> None:
    read = read_outlines(write(tmp_path, make_collection()), AREAS)
    assert {slug: list(one.shapes) for slug, one in read.maps.items()} == {
        "noord": ["haven", "werf"],
        "zuid": ["veld"],
    }
    north = read.maps["noord"]
    left, right = north.shapes["haven"][0], north.shapes["werf"][0]
    assert max(x for x, _y in left) == min(x for x, _y in right)
    assert north.frame.columns <= 288
    assert read.others == 0


def test_an_area_looks_as_wide_as_it_is(tmp_path: Path) -> None:
    features = [make_feature(slug) for slug in ("haven", "werf")]
    ring = make_ring(5.0, 52.30, 5.0164, 52.31)  # a kilometre each way
    features.append(make_feature("veld", geometry={"type": "Polygon", "coordinates": [ring]}))
    frame = (
        read_outlines(write(tmp_path, make_collection(features=features)), AREAS).maps["zuid"].frame
    )
    assert abs(frame.columns - frame.rows) <= 4


def test_a_hole_and_an_island_are_kept(tmp_path: Path) -> None:
    outer, hole = make_ring(4.92, 52.37, 4.95, 52.385), make_ring(4.93, 52.375, 4.94, 52.38)
    island = make_ring(4.955, 52.37, 4.96, 52.375)
    geometry = {"type": "MultiPolygon", "coordinates": [[outer, hole], [island]]}
    read = read_outlines(write(tmp_path, spoil(geometry=geometry)), AREAS)
    shape = read.maps["noord"].shapes["werf"]
    assert len(shape) == 3
    frame = read.maps["noord"].frame
    middle = ((shape[1][0][0] + shape[1][2][0]) // 2, (shape[1][0][1] + shape[1][2][1]) // 2)
    assert not is_inside(shape, middle)
    assert frame.rows > 0


def test_other_places_are_left_out_and_counted(tmp_path: Path) -> None:
    other = make_feature("haven", properties={"BU_CODE": "BU99990000"})
    whole = make_collection()
    whole["features"].append(other)
    assert read_outlines(write(tmp_path, whole), AREAS).others == 1


def test_a_byte_order_mark_and_a_third_number_do_no_harm(tmp_path: Path) -> None:
    ring = [[*position, 3.5] for position in make_ring(*SQUARES["werf"])]
    content = spoil(geometry={"type": "Polygon", "coordinates": [ring]})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    file = write(tmp_path, content | {"crs": crs})
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read_outlines(file, AREAS).others == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe{}", "not_utf8"),
        ("{", "not_json"),
        ("[" * 100_000, "not_json"),
        ('{"type": "FeatureCollection", "features": [NaN]}', "not_json"),
        ('{"type": "FeatureCollection", "features": [Infinity]}', "not_json"),
        (f'{{"x": {"9" * 5000}}}', "not_json"),
        ([], "not_a_collection"),
        (make_feature("haven"), "not_a_collection"),
        ({"type": "FeatureCollection"}, "no_features"),
        (make_collection(features=[]), "no_features"),
        (make_collection(features={}), "no_features"),
        (
            make_collection(crs={"properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}),
            "rd",
        ),
        (make_collection(crs={"properties": {"name": "EPSG:3857"}}), "other_system"),
        (make_collection(crs="EPSG"), "other_system"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused(tmp_path: Path, content: Any, code: str) -> None:
    assert find_problems(tmp_path, content) == [(0, code)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (spoil(type="Polygon"), "not_a_feature"),
        (spoil(properties=None), "no_properties"),
        (spoil(properties={}), "no_properties"),
        (spoil(properties={"a": "haven", "b": "werf"}), "two_buurten"),
        (spoil(properties={"a": "haven"}), "twice"),
        (spoil(geometry=None), "no_geometry"),
        (spoil(geometry={"type": "Point", "coordinates": [4, 52]}), "other_geometry"),
        (spoil(geometry={"type": "Polygon", "coordinates": []}), "no_coordinates"),
        (spoil(geometry={"type": "MultiPolygon", "coordinates": [[]]}), "no_coordinates"),
        (spoil(geometry={"type": "Polygon"}), "no_coordinates"),
        (with_ring([4.9, 52.3], [4.91, 52.3], [4.9, 52.3]), "short_ring"),
        (with_ring([4.9, 52.3], [4.91, 52.3], [4.91, 52.4], [4.9, 52.31]), "open_ring"),
        (with_ring([4.9], [4.91], [4.91], [4.9]), "bad_position"),
        (with_ring(4.9, 52.3, 4.9, 52.3), "bad_position"),
        (with_ring(["4.9", "52.3"]), "bad_position"),
        (with_ring([True, False]), "bad_position"),
        (with_ring([None, None]), "bad_position"),
        (with_ring([121_000, 487_000], [122_000, 487_000]), "rd"),
        (with_ring([52.37, 4.9], [52.38, 4.9]), "swapped"),
        (with_ring([481, 12]), "off_earth"),
        (with_ring([1e300, 52]), "off_earth"),
        (with_ring([0, -91]), "off_earth"),
    ],
)
def test_a_spoiled_feature_is_refused_by_its_number(
    tmp_path: Path, content: Any, code: str
) -> None:
    assert find_problems(tmp_path, content)[0] == (2, code)


def test_a_number_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"haven"},'
    text += '"geometry":{"type":"Polygon","coordinates":[[[1e999999999,52]]]}}]}'
    assert find_problems(tmp_path, text) == [(1, "off_earth")]


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "large.geojson"
    with file.open("wb") as large:
        large.truncate(MOST_BYTES + 1)
    with pytest.raises(OutlinesRefused) as told:
        read_outlines(file, AREAS)
    assert told.value.problems[0].code == "too_large"


def test_a_buurt_without_outline_is_named(tmp_path: Path) -> None:
    content = make_collection(features=[make_feature("haven")])
    assert find_problems(tmp_path, content) == [(0, "missing"), (0, "missing")]


def test_a_buurt_that_nobody_would_see_is_named(tmp_path: Path) -> None:
    ring = make_ring(4.92, 52.37, 4.920001, 52.370001)
    content = spoil(geometry={"type": "Polygon", "coordinates": [ring]})
    assert find_problems(tmp_path, content) == [(2, "no_area")]


def test_of_many_problems_fifty_are_listed(tmp_path: Path) -> None:
    content = make_collection(features=[{}] * 60)
    with pytest.raises(OutlinesRefused) as told:
        read_outlines(write(tmp_path, content), AREAS)
    assert (len(told.value.problems), told.value.left_out) == (50, 10)
