"""The application, for servers and for the `flask` command."""

from config import from_environment
from voting.app import create_app

app = create_app(from_environment())
