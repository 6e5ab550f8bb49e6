"""Outlines of three buurten that look like a town, and ways to spoil their file."""

import json
from pathlib import Path
from typing import Any

SQUARES = {
    "haven": (4.90, 52.37, 4.92, 52.38),
    "werf": (4.92, 52.37, 4.95, 52.385),
    "veld": (5.0, 52.30, 5.02, 52.32),
}


def make_ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    corners = [[west, south], [east, south], [east, north], [west, north]]
    return [*corners, corners[0]]


def make_feature(slug: str, **changes: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [make_ring(*SQUARES[slug])]}
    return {
        "type": "Feature",
        "properties": {"buurt": slug, "oppervlak": 12},
        "geometry": geometry,
        **changes,
    }


def make_collection(**changes: Any) -> dict[str, Any]:
    features = [make_feature(slug) for slug in SQUARES]
    return {"type": "FeatureCollection", "features": features, **changes}


def write(folder: Path, content: Any) -> Path:
    file = folder / "buurten.geojson"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        file.write_text(text, encoding="utf-8")
    return file
