"""Verifying a published round: standard library, cryptography and voting.ballotbox only."""
