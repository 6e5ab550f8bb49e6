"""A small result with every kind of row, for the tests of what is written out."""

from voting.domain.allocation import RoundMoney, allocate_round
from voting.domain.money_json import Json, to_json
from voting.domain.packages import BaseAmount
from voting.domain.rules import AreaInput, BuurtInput, InitiativeInput, MoneyRules
from voting.interchange.result_tables import Names

NAMES = Names(
    areas={"noord": "Noord"},
    buurten={"vaart": "De Vaart; en omgeving", "plein": "Het Plein"},
    initiatives={"a": '=HYPERLINK("x")', "b": "Buurtbus"},
    themes={"groen": "Groen in de buurt"},
)


def make_record() -> Json:
    plans = (
        InitiativeInput("a", "vaart", "layout", "groen", 1_500_000, 500_000),
        InitiativeInput("b", "vaart", "social", "groen", 900_000, 1),
        InitiativeInput("c", "plein", "safety", "veilig", 800_000, 400_000),
    )
    buurten = (BuurtInput("vaart", 2), BuurtInput("plein", 1))
    area = AreaInput("noord", 2_000_001, 100, buurten, plans)
    base = (BaseAmount("education", "plein", 123_456), BaseAmount("layout", "vaart", 7))
    money = RoundMoney("round", MoneyRules(), (area,), (), base)
    return to_json(allocate_round(money, {"noord": {"a": 40, "b": 30}}, "seed"))
