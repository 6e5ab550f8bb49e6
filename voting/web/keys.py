"""The folder with the rounds' keys, opened once for the process."""

from typing import cast

from flask import current_app

from voting.ballotbox.key_folder import KeyFolder
from voting.web import current_settings

NAME = "key_folder"


def open_keys() -> KeyFolder:
    """Return the key folder of this installation and its copy."""
    if NAME not in current_app.extensions:
        settings = current_settings()
        copy = settings.keys_copy_dir or settings.keys_dir.with_name(
            f"{settings.keys_dir.name}-copy"
        )
        current_app.extensions[NAME] = KeyFolder(settings.keys_dir, copy)
    return cast(KeyFolder, current_app.extensions[NAME])
