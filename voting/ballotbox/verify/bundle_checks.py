"""Verifying a bundle: tree and checkpoints first, then every entry, then what they add up to."""

from pathlib import Path

from voting.ballotbox import canonical
from voting.ballotbox.encoding import unb64
from voting.ballotbox.errors import BallotboxError, Malformed
from voting.ballotbox.log import leaf_hash
from voting.ballotbox.schemas import check_entry
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.reading import Bundle, PublishedKeys, Unusable, parse_keys
from voting.ballotbox.verify.recount import Recount
from voting.ballotbox.verify.report import Finding, Report
from voting.ballotbox.verify.tree import check_checkpoints, follow_lines

_STAGES = ("", "setup", "issue", "slip", "close", "seed", "key_release", "tally", "allocation")


def verify_bundle(
    path: Path | str, keys: Path | str | None = None, through: str | None = None
) -> Report:
    """Verify the bundle in a directory and return what was found; never raises.

    `keys` is a pinned keys.json; without it the bundle's own keys serve and the report is not
    `pinned`. A round that is not finished is verified as far as its log goes, see
    `Report.stage`; `through` asks for a stage ("close", "tally", …) that it must have reached.
    """
    try:
        bundle = Bundle(Path(path))
        return _verify(bundle, Path(keys) if keys is not None else None, through)
    except (Unusable, OSError) as error:
        return Report(False, (Finding("bundle", None, "a bundle", str(error)),), usable=False)


def choose_keys(bundle: Bundle, pinned: Path | None, findings: Findings) -> PublishedKeys:
    """Return the keys to verify with: the pinned ones, the bundle's, or those of set-up."""
    if pinned is not None:
        try:
            return parse_keys(pinned.read_bytes())
        except (Malformed, OSError) as error:
            raise Unusable(f"{pinned.name} is not a keys file") from error
    own = bundle.load_keys()
    if own is not None:
        return own
    findings.add("files", None, "keys.json", "missing or malformed")
    return _keys_of_setup(bundle)


def _verify(bundle: Bundle, pinned: Path | None, through: str | None) -> Report:
    findings = Findings()
    keys = choose_keys(bundle, pinned, findings)
    recount = Recount(bundle, keys, findings)
    signed = check_checkpoints(bundle, keys, findings)
    try:
        for number, line, whole in follow_lines(bundle, findings):
            recount.take(number, line, whole)
        if recount.entries == 0:
            raise Unusable("the log is empty")
        recount.finish()
    finally:
        recount.close()
    stage = recount.order.stage
    if through is not None and _STAGES.index(stage) < _STAGES.index(through):
        findings.add("order", recount.entries, f"a log that reaches {through}", stage)
    setup = recount.setup or {}
    return Report(
        pinned is not None,
        tuple(findings.kept),
        tuple(findings.warnings),
        findings.areas,
        stage=stage,
        entries=recount.entries,
        signed_size=signed,
        rights=setup.get("rights", 0),
        annulled=recount.order.annulled,
        seal_key_origin=setup.get("seal_key_origin", ""),
        setup_hash=keys.setup.hex(),
        money_checked=recount.money.checked,
        more=findings.more,
    )


def _keys_of_setup(bundle: Bundle) -> PublishedKeys:
    line, whole = next(bundle.read_lines(), (b"", False))
    try:
        entry = canonical.load(line)
        if not whole or check_entry(entry) or entry["type"] != "setup":
            raise Malformed("not set-up")
    except BallotboxError as error:
        raise Unusable("neither keys.json nor a sound set-up") from error
    return PublishedKeys(
        unb64(entry["round"], 16),
        leaf_hash(line),
        unb64(entry["log_key"], 32),
        unb64(entry["promise_key"], 32),
    )
