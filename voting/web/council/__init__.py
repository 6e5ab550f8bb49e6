"""Pages for those who run a round for the municipality."""

from voting.web.council.blueprint import bp

__all__ = ["bp"]
