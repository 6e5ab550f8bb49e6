"""Money as JSON: only objects, lists, strings and whole numbers, so that it is canonical-safe.

Every record is an object with the names of its fields. A fraction is a string "n/d" in lowest
terms, absence is the string "none", yes and no are 1 and 0, a code is its string. Reading is
strict: a missing or unknown key, another type or an unreduced fraction is InvalidMoneyInput.
"""

import re
import types
from dataclasses import fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from voting.domain.allocation import RoundMoney
from voting.domain.errors.money import InvalidMoneyInput
from voting.domain.results import RoundResult
from voting.domain.rules import LARGEST, AreaInput, MoneyRules

RULES_FORMAT = "buurtrechten/rules/v1"
BUDGETS_FORMAT = "buurtrechten/budgets/v1"
RESULT_FORMAT = "buurtrechten/result/v1"
FRACTION = re.compile(r"(0|[1-9][0-9]{0,39})/([1-9][0-9]{0,39})")
NOTHING = "none"

Json = dict[str, Any]


def rules_to_json(rules: MoneyRules) -> Json:
    """Return the parameters, the content of `rules.json`."""
    return {"format": RULES_FORMAT, **_write(rules)}


def rules_from_json(data: object) -> MoneyRules:
    """Read `rules.json` back. Raises InvalidMoneyInput."""
    rules: MoneyRules = _read_file(MoneyRules, data, RULES_FORMAT)
    return rules


def budgets_to_json(money: RoundMoney) -> Json:
    """Return all frozen money but the parameters, the content of `budgets.json`."""
    written = _write(money)
    del written["rules"]
    return {"format": BUDGETS_FORMAT, **written}


def money_from_json(rules: object, budgets: object) -> RoundMoney:
    """Read `rules.json` and `budgets.json` back.

    Raises InvalidMoneyInput or FloorsExceedBudget.
    """
    bare = _write(rules_from_json(rules))
    if not isinstance(budgets, dict) or "rules" in budgets:
        raise InvalidMoneyInput("budgets", "", "an_object_without_rules")
    money: RoundMoney = _read_file(RoundMoney, {**budgets, "rules": bare}, BUDGETS_FORMAT)
    return money


def to_json(result: RoundResult) -> Json:
    """Return the record of a round's money, the content of `result.json`."""
    return {"format": RESULT_FORMAT, **_write(result)}


def from_json(data: object) -> RoundResult:
    """Read `result.json` back. Raises InvalidMoneyInput."""
    result: RoundResult = _read_file(RoundResult, data, RESULT_FORMAT)
    return result


def area_input_to_json(area: AreaInput) -> Json:
    """Return one voting area's inputs, as it stands in `budgets.json`."""
    written: Json = _write(area)
    return written


def area_input_from_json(data: object) -> AreaInput:
    """Read one voting area's inputs back. Raises InvalidMoneyInput."""
    area: AreaInput = _read(AreaInput, data, "area")
    return area


def _write(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _write(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_write(one) for one in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if value is None:
        return NOTHING
    return int(value) if isinstance(value, int) else str(value)


def _read_file(kind: Any, data: object, mark: str) -> Any:
    if not isinstance(data, dict) or data.get("format") != mark:
        raise InvalidMoneyInput("format", "", mark)
    return _read(kind, {key: data[key] for key in data if key != "format"}, "")


def _read(kind: Any, data: object, where: str) -> Any:
    if is_dataclass(kind):
        return _read_record(kind, data, where)
    if get_origin(kind) is tuple:
        return _read_list(get_args(kind)[0], data, where)
    if get_origin(kind) in (Union, types.UnionType):
        return None if data == NOTHING else _read(get_args(kind)[0], data, where)
    if kind is Fraction:
        return _read_fraction(data, where)
    if kind in (int, bool):
        return kind(_read_whole(data, where, 1 if kind is bool else LARGEST))
    return _read_string(kind, data, where)


def _read_list(kind: Any, data: object, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise InvalidMoneyInput(where, str(data), "a_list")
    return tuple(_read(kind, one, f"{where}[{place}]") for place, one in enumerate(data))


def _read_record(kind: Any, data: object, where: str) -> Any:
    hints = _list_hints(kind)
    if not isinstance(data, dict) or set(data) != set(hints):
        raise InvalidMoneyInput(where, kind.__name__, "exactly_these_keys")
    values = {key: _read(hint, data[key], f"{where}.{key}") for key, hint in hints.items()}
    return kind(**values)


@cache
def _list_hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


def _read_fraction(data: object, where: str) -> Fraction:
    match = FRACTION.fullmatch(data) if isinstance(data, str) else None
    if match is None:
        raise InvalidMoneyInput(where, str(data), "a_fraction")
    value = Fraction(int(match[1]), int(match[2]))
    if f"{value.numerator}/{value.denominator}" != data:
        raise InvalidMoneyInput(where, str(data), "in_lowest_terms")
    return value


def _read_whole(data: object, where: str, most: int) -> int:
    if type(data) is not int or not 0 <= data <= most:
        raise InvalidMoneyInput(where, str(data), f"0..{most}")
    return data


def _read_string(kind: Any, data: object, where: str) -> Any:
    if not isinstance(data, str):
        raise InvalidMoneyInput(where, str(data), "a_string")
    if issubclass(kind, StrEnum) and data not in list(kind):
        raise InvalidMoneyInput(where, data, "a_known_code")
    return kind(data)
