"""`flask proposal photos`, `remove-photo` and `sweep-photos`: what an office does with photos."""

from typing import cast

import click
from flask import Flask
from flask.cli import AppGroup

from voting.cli.desk import read_clock
from voting.cli.explaining import explaining
from voting.cli.proposal import OFFICE, REFERENCE
from voting.domain.photos import Size
from voting.services import removing_photos
from voting.services.photos import view_for_office
from voting.web.photos import open_files, write_occasion
from voting.web.stores import stores


def register(app: Flask) -> None:
    """Add the commands to `flask proposal`."""
    group = cast(AppGroup, app.cli.commands["proposal"])

    @group.command("photos")
    @REFERENCE
    def show_photos(reference: str) -> None:
        """List photos of a plan and its reports: number, pixels, shown or not, words, which."""
        with explaining():
            photos = view_for_office(stores(), reference)
        for number, photo in enumerate(photos, 1):
            width, height = photo.pixels[Size.PAGE]
            mark = "shown" if photo.shown else "unfinished"
            words = f"{photo.alt.get('nl')}\t{write_occasion(photo.occasion)}"
            click.echo(f"{number}\t{width}x{height}\t{mark}\t{words}")

    @group.command("remove-photo")
    @REFERENCE
    @click.argument("number", type=click.IntRange(min=1))
    @OFFICE
    @click.option("--reason", required=True, help="Why; the group reads this.")
    def remove_photo(reference: str, number: int, office: str, reason: str) -> None:
        """Remove photo NUMBER of a proposal at once, because somebody in it asks."""
        with explaining():
            said = (office, reason)
            removing_photos.remove_for_office(
                stores(), open_files(), reference, number, said, read_clock()
            )

    @group.command("sweep-photos")
    @click.option("--forget-missing", is_flag=True, help="Remove photos whose file is gone.")
    def sweep_photos(*, forget_missing: bool) -> None:
        """Delete files that belong to no photo, after an interruption; name lost ones."""
        swept = removing_photos.sweep_photos(
            stores(), open_files(), read_clock(), forget_missing=forget_missing
        )
        click.echo(f"-\t{swept.deleted}")
        for reference in swept.missing:
            click.echo(f"?\t{reference}")
