"""`python -m voting.ballotbox.trustees`, for a computer without a network."""

import sys

from voting.ballotbox.trustees.command import main

sys.exit(main())
