"""A real server of this application for as long as a command needs it: gunicorn, one process up."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from voting.settings import Settings

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60


class ServerSilent(Exception):
    """The server did not begin to answer."""


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A running server: its port, and the process to wait for."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Return the address of the site, without a slash at its end."""
        return f"http://{HOST}:{self.port}"


@contextmanager
def serving(checkout: Path, settings: Settings, port: int, log: Path) -> Iterator[LiveServer]:
    """Serve an installation on a port; what the server complains of goes to `log`.

    Raises ServerSilent when it does not answer within a minute.
    """
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    for name, value in describe_installation(settings).items():
        command += ["--env", f"{name}={value}"]
    command += ["--bind", f"{HOST}:{port}", "wsgi:app"]
    with log.open("wb") as complaints:
        process = subprocess.Popen(  # noqa: S603  # our own program and a port number
            command, cwd=checkout, stdout=complaints, stderr=complaints
        )
        try:
            _wait_for_answer(process, port)
            yield LiveServer(port, process)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def describe_installation(settings: Settings) -> dict[str, str]:
    """Return the variables that `config.py` reads an installation's names and places from."""
    own = settings.municipality
    return {
        "VOTING_MUNICIPALITY": own.name,
        "VOTING_PHONE": own.phone,
        "VOTING_DESK_NL": own.desk_nl,
        "VOTING_DESK_EN": own.desk_en,
        "VOTING_PUBLIC_URL": settings.public_url,
        "VOTING_FILES_DIR": str(settings.files_dir),
        "VOTING_REGISTER_URL": settings.register_url,
        "VOTING_BALLOTBOX_URL": settings.ballotbox_url,
        "VOTING_KEYS_DIR": str(settings.keys_dir),
        "VOTING_KEYS_COPY_DIR": str(settings.keys_copy_dir or ""),
        "VOTING_CHECKPOINT_DIR": str(settings.checkpoint_dir),
    }


def find_port(wanted: int = 0) -> int:
    """Return `wanted` if nobody listens there, else any free port."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            free: int = probe.getsockname()[1]
            return free
    raise ServerSilent("no free port")


def _wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/nl/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise ServerSilent("the server does not answer")
