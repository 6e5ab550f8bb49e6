"""A small round in a folder, to change one thing of and read again."""

from pathlib import Path

from voting.domain.errors.files import FileProblem, RoundFileRefused
from voting.domain.rounds import RoundPlan
from voting.interchange.round_file import read_round
from voting.web.words_round_file import tell_file_problem

TOML = """\
slug = "proef"
[title]
nl = "Proefronde"
en = "Trial round"
[municipality]
name = "Proefstad"
[times]
opens = 2027-05-24T09:00:00
closes = 2027-06-14T20:00:00
results_on = 2027-06-19T12:00:00
checking_until = 2027-07-03T17:00:00
[regulation]
reference = "Regeling 7"
ceiling = "50.000"
decision_date = 2027-01-12
[contact]
phone = "14 000"
desk = "Stadhuis"
[files]
areas = "areas.csv"
themes = "themes.csv"
initiatives = "initiatives.csv"
base = "base.csv"
preferences = "preferences.csv"
[[voting_area]]
slug = "oost"
name = "Oost"
pot = "12.500,50"
[[voting_area]]
slug = "west"
name = "West"
pot = 20000
"""

LISTS = {
    "areas.csv": """\
buurt;name;area;population;need_index
haven;Haven;oost;1.200;90
dorp;Dorp;west;800;100
""",
    "themes.csv": """\
theme;name_nl;name_en;listed_by;signatures;priority
spelen;Spelen;Playing;party;;yes
groen;Groen;Green;bewoners;51;
""",
    "initiatives.csv": """\
id;buurt;sector;theme;group;origin;provider;title_nl;title_en;summary_nl;summary_en;\
description_nl;description_en;ask;minimum;ready;linked_from
P1;haven;layout;spelen;Ouders;residents;mixed;Speeltuin;Playground;Een speeltuin.;\
A playground.;;;9.000;4.500;2027-10;
P2;dorp;veiligheid;groen;Buurt;bewoners;overheid;Lampen;Lamps;Licht.;Light.;;;800,50;800,50;;\
P7 P8
""",
    "base.csv": """\
buurt;sector;amount;service_nl;service_en;provider;provider_name
haven;layout;1.000;;;;
haven;safety;;Een wijkagent;A police officer;public;Politie
""",
    "preferences.csv": """\
buurt;rank;initiative
haven;1;P1
dorp;1;P2
""",
}


def write_round(folder: Path, **changed: str | bytes) -> Path:
    """Write the round, with other contents for the files named as `areas_csv` or `toml`."""
    files: dict[str, str | bytes] = {"round.toml": TOML, **LISTS}
    for name, content in changed.items():
        files["round.toml" if name == "toml" else name.replace("_", ".")] = content
    for name, written in files.items():
        content = written if isinstance(written, bytes) else written.encode()
        (folder / name).write_bytes(content)
    return folder / "round.toml"


def read_changed(folder: Path, **changed: str | bytes) -> RoundPlan:
    """Read the round with these changes."""
    return read_round(write_round(folder, **changed))


def find_problems(folder: Path, **changed: str | bytes) -> tuple[FileProblem, ...]:
    """Return what the round with these changes is refused for, all of it with words."""
    try:
        read_changed(folder, **changed)
    except RoundFileRefused as refused:
        for problem in refused.problems:
            assert tell_file_problem(problem, "nl") != tell_file_problem(problem, "en")
        return refused.problems
    return ()
