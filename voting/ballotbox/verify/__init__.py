"""Verifying a published round: standard library, cryptography and voting.ballotbox only."""

from voting.ballotbox.verify.bundle_checks import verify_bundle
from voting.ballotbox.verify.report import AreaReport, Finding, Report

__all__ = ["AreaReport", "Finding", "Report", "verify_bundle"]
