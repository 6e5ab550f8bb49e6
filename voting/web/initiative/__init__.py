"""Pages for initiative groups: from an idea to a reported result."""

from voting.web.initiative.blueprint import bp

__all__ = ["bp"]
