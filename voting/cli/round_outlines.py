"""The command that brings in the outlines of a round's buurten."""

from pathlib import Path

import click

from voting.cli.desk import Desk, round_command
from voting.interchange.outlines import read_outlines
from voting.services.places import save_outlines


@round_command("outlines")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def outlines(desk: Desk, file: Path) -> None:
    """Read the outlines of all buurten from a GeoJSON FILE, for the maps on which groups mark.

    Each buurt is a feature with a property that is its slug or CBS code. Longitude and latitude.
    """
    state = desk.state
    read = read_outlines(file, state.plan.voting_areas)
    save_outlines(desk.stores, state, read.maps)
    buurten = sum(len(one.shapes) for one in read.maps.values())
    desk.say("outlines", round=state.slug, buurten=buurten, others=read.others)


COMMANDS = (outlines,)
