"""The example in the documentation is one that works."""

import re
from pathlib import Path

from voting.domain.initiatives import Origin, Provider, Sector
from voting.interchange.round_file import read_round

PAGE = Path(__file__).parents[2] / "docs/round-file.md"
LISTS = ("areas", "themes", "initiatives", "base", "preferences")


def test_the_documented_example_can_be_read(tmp_path: Path) -> None:
    blocks = re.findall(r"```(toml|csv)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    toml = "\n".join(content for kind, content in blocks if kind == "toml")
    lists = [content for kind, content in blocks if kind == "csv"]
    names = {key: re.search(rf'^{key} = "(\S+)"', toml, re.MULTILINE) for key in LISTS}
    for (key, name), content in zip(names.items(), lists, strict=True):
        assert name, key
        (tmp_path / name[1]).write_text(content, "utf-8")
    (tmp_path / "round.toml").write_text(toml, "utf-8")

    plan = read_round(tmp_path / "round.toml")

    assert [len(area.buurten) for area in plan.voting_areas] == [2, 1]
    assert plan.initiatives[1].sector is Sector.SOCIAL
    assert plan.initiatives[1].origin is Origin.AGENCY
    assert plan.initiatives[1].provider is Provider.PRIVATE
    assert plan.base_formulas[0].guarantee_cents == 500
    assert plan.voting_areas[1].buurten[0].key_weight == 300_000
