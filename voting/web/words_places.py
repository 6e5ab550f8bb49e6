"""What is wrong with a file of outlines, or with a spot on the map.

Problems of a file are plain sentences with `{facts}`, in both languages, like those of a round.
"""

from collections.abc import Mapping

from voting.domain.errors.places import (
    OutlineProblem,
    OutlinesRefused,
    SpotOutside,
    SpotWithoutMap,
)
from voting.web.errors import words_for
from voting.web.i18n import current_language
from voting.web.translating import _

Sentence = Mapping[str, str]
OUTLINE_WORDS: Mapping[str, Sentence] = {
    "file_missing": {
        "en": "The file cannot be read.",
        "nl": "Het bestand is niet te lezen.",
    },
    "too_large": {
        "en": "The file is larger than {most} bytes. Leave out other municipalities.",
        "nl": "Het bestand is groter dan {most} bytes. Laat andere gemeenten weg.",
    },
    "not_utf8": {
        "en": "The file is not UTF-8.",
        "nl": "Het bestand is geen UTF-8.",
    },
    "not_json": {
        "en": "The file is not JSON: {detail}",
        "nl": "Het bestand is geen JSON: {detail}",
    },
    "not_a_collection": {
        "en": "The file is no GeoJSON FeatureCollection.",
        "nl": "Het bestand is geen GeoJSON FeatureCollection.",
    },
    "no_features": {
        "en": "The file holds no features.",
        "nl": "Het bestand bevat geen gebieden.",
    },
    "other_system": {
        "en": "Coordinates in “{value}” are not understood. Export as WGS84 (EPSG:4326).",
        "nl": "Coördinaten in “{value}” begrijpen we niet. Exporteer als WGS84 (EPSG:4326).",
    },
    "rd": {
        "en": "These are coordinates of the Dutch grid (RD, EPSG:28992). Export as WGS84 "
        "(EPSG:4326): longitude first, then latitude.",
        "nl": "Dit zijn coördinaten van de Rijksdriehoek (RD, EPSG:28992). Exporteer als WGS84 "
        "(EPSG:4326): eerst de lengte, dan de breedte.",
    },
    "swapped": {
        "en": "Latitude and longitude changed places: longitude comes first.",
        "nl": "Breedte en lengte zijn verwisseld: de lengte komt eerst.",
    },
    "off_earth": {
        "en": "{value} is no longitude and latitude.",
        "nl": "{value} is geen lengte en breedte.",
    },
    "bad_position": {
        "en": "“{value}” is no position of two numbers.",
        "nl": "“{value}” is geen plaats van twee getallen.",
    },
    "not_a_feature": {
        "en": "This is no GeoJSON Feature.",
        "nl": "Dit is geen GeoJSON Feature.",
    },
    "no_properties": {
        "en": "This has no properties; one of them must be the slug or CBS code of a "
        "neighbourhood.",
        "nl": "Dit heeft geen eigenschappen; één ervan moet de naam in adressen (slug) of de "
        "CBS-code van een buurt zijn.",
    },
    "two_buurten": {
        "en": "The properties name several neighbourhoods: {value}.",
        "nl": "De eigenschappen noemen meer dan één buurt: {value}.",
    },
    "twice": {
        "en": "Neighbourhood “{buurt}” stood there already, as feature {first}. Make them one "
        "MultiPolygon.",
        "nl": "Buurt “{buurt}” stond er al, als gebied {first}. Maak er één MultiPolygon van.",
    },
    "no_geometry": {
        "en": "This has no geometry.",
        "nl": "Dit heeft geen geometrie.",
    },
    "other_geometry": {
        "en": "A neighbourhood is a Polygon or MultiPolygon, not “{value}”.",
        "nl": "Een buurt is een Polygon of MultiPolygon, geen “{value}”.",
    },
    "no_coordinates": {
        "en": "Coordinates are missing.",
        "nl": "Er ontbreken coördinaten.",
    },
    "short_ring": {
        "en": "A ring has {got} positions; it needs four at least.",
        "nl": "Een ring heeft {got} plaatsen; het moeten er minstens vier zijn.",
    },
    "open_ring": {
        "en": "A ring is not closed: its last position must be its first.",
        "nl": "Een ring is niet gesloten: de laatste plaats moet de eerste zijn.",
    },
    "no_area": {
        "en": "Neighbourhood “{buurt}” is too small to be seen beside the others.",
        "nl": "Buurt “{buurt}” is te klein om naast de andere te zien.",
    },
    "too_intricate": {
        "en": "The outlines of voting area “{area}” are too intricate for a small map. Simplify "
        "them first.",
        "nl": "De omtrekken van stemgebied “{area}” zijn te grillig voor een kleine kaart. "
        "Vereenvoudig ze eerst.",
    },
    "missing": {
        "en": "There is no outline of neighbourhood “{buurt}” ({name}).",
        "nl": "Er is geen omtrek van buurt “{buurt}” ({name}).",
    },
}
FEATURE: Sentence = {"en": "feature {number}", "nl": "gebied {number}"}
MORE: Sentence = {"en": "And {number} more problems.", "nl": "En nog {number} problemen."}


@words_for(OutlinesRefused)
def say_outlines(refusal: OutlinesRefused) -> str:
    """Every reason, a line each."""
    lines = [_say_problem(problem) for problem in refusal.problems]
    if refusal.left_out:
        lines.append(MORE[current_language()].format(number=refusal.left_out))
    return "\n".join(lines)


def _say_problem(problem: OutlineProblem) -> str:
    language = current_language()
    words = OUTLINE_WORDS[problem.code][language].format(**problem.facts)
    if not problem.feature:
        return words
    return f"{FEATURE[language].format(number=problem.feature)}: {words}"


@words_for(SpotOutside)
def say_outside(refusal: SpotOutside) -> str:
    """Another buurt, or none."""
    return _(
        "That spot is not in %(buurt)s. Choose one in the yellow part of the map, or from the"
        " list.",
        buurt=refusal.buurt,
    )


@words_for(SpotWithoutMap)
def say_without_map(_refusal: SpotWithoutMap) -> str:
    """Nothing to choose on."""
    return _("There is no map of this neighbourhood.")
