"""The commands after the last vote: close, draw, open the box, count, publish, finish, export."""

from collections import Counter
from pathlib import Path

import click

from voting.ballotbox.errors import SharesRefused
from voting.ballotbox.trustees import combine, read_share
from voting.cli.desk import Desk, round_command
from voting.cli.round_making import FILE, FOLDER
from voting.cli.two_people import (
    ask_colleague,
    by_option,
    code_option,
    confirmed_option,
    needs_request,
)
from voting.domain.errors.running import FileInTheWay
from voting.domain.four_eyes import Act
from voting.domain.rounds import Phase
from voting.domain.texts import Text
from voting.services import acts
from voting.services.bundling import export_bundle
from voting.services.closing import close_round
from voting.services.complaining import answer_complaint, list_for_office
from voting.services.correcting import Correction, correct_result
from voting.services.counting import Counted, count_round
from voting.services.emptying import check_published
from voting.services.opening import check_moment, open_box, record_seed
from voting.services.publishing import publish_round
from voting.services.round_course import TwoPeople
from voting.services.running_rounds import finish_round, start_checking
from voting.web.i18n import format_euros
from voting.web.letters import PageLetters


@round_command("close")
def close(desk: Desk) -> None:
    """Close the ballot box after the closing time, and publish the sealed slips."""
    done_before: dict[str, int] = {}
    with desk.progress("log", None) as note_progress:

        def tell(step: str, done: int, _total: int) -> None:
            note_progress(done - done_before.get(step, 0))
            done_before[step] = done

        closed = close_round(
            desk.stores, desk.keys, desk.state, at=desk.at, checkpoint_dir=desk.checkpoints,
            progress=tell,
        )  # fmt: skip
    desk.say(
        "closed",
        issued=closed.issued,
        slips=closed.slips,
        failed=closed.failed,
        emptied=closed.box.done,
    )
    if not closed.box.done and not closed.box.findings:
        desk.say("file_busy")


@round_command("seed")
@click.argument("text")
def seed(desk: Desk, text: str) -> None:
    """Log the words of the public draw, before anybody can know a total."""
    record_seed(desk.stores, desk.keys, desk.state, text, desk.checkpoints)
    desk.say("seeded", seed=text)


@round_command("open-box")
@click.option("--share", "shares", type=FILE, multiple=True, required=True)
def open_the_box(desk: Desk, shares: tuple[Path, ...]) -> None:
    """Open the ballot box with the trustees' shares, one --share FILE each."""
    check_moment(desk.stores, desk.state)
    secret = combine_files(shares)
    opened = open_box(
        desk.stores, desk.keys, desk.state, secret, at=desk.at, checkpoint_dir=desk.checkpoints
    )
    desk.say("box_opened", opened=list(opened.opened), skipped=dict(opened.skipped))


def combine_files(paths: tuple[Path, ...]) -> bytes:
    """Return the trustees' secret from the sheets of their shares; raises SharesRefused."""
    texts = []
    for number, path in enumerate(paths, start=1):
        try:
            texts.append(read_share(path.read_text(encoding="utf-8")))
        except (UnicodeDecodeError, SharesRefused) as error:
            raise SharesRefused("share-unreadable", share=number) from error
    return combine(texts)


@round_command("count")
def count(desk: Desk) -> None:
    """Verify the log, open every slip, log the tally and divide the money."""
    check_published(desk.stores, desk.state.id)
    with desk.progress("slips", None) as note_progress:
        told = [0]

        def tell(done: int) -> None:
            note_progress(done - told[0])
            told[0] = done

        counted = count_round(
            desk.stores, desk.keys, desk.state, at=desk.at, checkpoint_dir=desk.checkpoints,
            progress=tell,
        )  # fmt: skip
    say_counted(desk, counted)


def say_counted(desk: Desk, counted: Counted) -> None:
    """Say what was counted and what it means in money."""
    balance = counted.result.balance
    facts = {
        "slips": counted.slips,
        "invalid": counted.invalid,
        "result_hash": counted.sha256.hex(),
        "paid_cents": balance.paid_cents,
        "reserve_cents": balance.reserve_cents + balance.equalisation_cents,
        "balance_cents": balance.difference_cents,
        "paid": format_euros(balance.paid_cents),
        "reserve": format_euros(balance.reserve_cents + balance.equalisation_cents),
    }
    desk.say("counted", **facts)


@round_command("publish")
@by_option
@code_option
def publish(desk: Desk, by: str, code: str) -> None:
    """Make the result public, on or after its day."""
    state = desk.state
    if needs_request(desk, Act.PUBLISH):
        ask_colleague(desk, acts.describe_publication(desk.stores, state), by, code)
        return
    publish_round(desk.stores, desk.keys, state, desk.at, desk.checkpoints)
    desk.say("published", round=state.slug)


@round_command("correct")
@click.option(
    "--adjust", "adjusted", nargs=3, type=(str, str, int), multiple=True, required=True,
    metavar="AREA INITIATIVE RIGHTS", help="How many rights more, or less with a minus sign.",
)  # fmt: skip
@click.option("--reason-nl", required=True, help="Why, in Dutch; published.")
@click.option("--reason-en", required=True, help="Why, in English; published.")
@by_option
@confirmed_option
@code_option
def correct(
    desk: Desk,
    adjusted: tuple[tuple[str, str, int], ...],
    reason_nl: str,
    reason_en: str,
    by: str,
    confirmed_by: str,
    code: str,
) -> None:
    """Correct a counting error while the result is checked: a new result, signed. Two people."""
    adjust: Counter[tuple[str, str]] = Counter()
    for area, initiative, rights in adjusted:
        adjust[area, initiative] += rights
    correction = Correction(adjust, Text(reason_nl, reason_en))
    if needs_request(desk, Act.CORRECT):
        asked = acts.describe_correction(desk.stores, desk.state, correction)
        ask_colleague(desk, asked, by, code)
        return
    corrected = correct_result(
        desk.stores,
        desk.keys,
        desk.state,
        correction,
        TwoPeople(by, confirmed_by),
        desk.at,
        desk.checkpoints,
    )
    balance = corrected.result.balance
    desk.say("corrected", entry=corrected.entry, paid=format_euros(balance.paid_cents))


@round_command("finish")
def finish(desk: Desk) -> None:
    """Begin the checking period of a published round; after it, make the round final."""
    state = desk.state
    if state.phase is Phase.PUBLISHED:
        start_checking(desk.stores, desk.keys, state, desk.at, desk.checkpoints)
        desk.say("checking", round=state.slug)
        if desk.at < state.plan.times.checking_until:
            return
        state = desk.state
    rewritten = finish_round(desk.stores, desk.keys, state, desk.at, desk.checkpoints)
    desk.say("finished", round=state.slug)
    if not rewritten:
        desk.say("file_busy")


@round_command("export")
@click.argument("folder", type=FOLDER)
def export(desk: Desk, folder: Path) -> None:
    """Write the round's public record into a new FOLDER, for anybody to verify."""
    if folder.exists() and any(folder.iterdir()):
        raise FileInTheWay(folder.name)
    entries = export_bundle(desk.stores, desk.state.id, folder)
    desk.say("exported", folder=str(folder), entries=entries)


@round_command("reports")
def reports(desk: Desk) -> None:
    """List the reports of counting errors, with what their receipts prove."""
    for one in list_for_office(desk.stores, desk.state):
        shown = one.public
        facts = {
            "number": shown.number,
            "on": shown.on.isoformat(),
            "area": shown.area,
            "proof": shown.proof.value,
            "answered": shown.answered.isoformat() if shown.answered else "",
            "wants_mail": one.wants_mail,
            "text": one.text,
        }
        desk.show(facts, [f"{name}: {value}" for name, value in facts.items()])


@round_command("answer-report")
@click.argument("number", type=int)
@click.option("--office", required=True, metavar="NAME", help="Who answers; published.")
@click.option("--answer-nl", required=True, help="The answer in Dutch; published.")
@click.option("--answer-en", required=True, help="The answer in English; published.")
def answer_report(desk: Desk, number: int, office: str, answer_nl: str, answer_en: str) -> None:
    """Answer report NUMBER of a counting error, on the site and by mail."""
    answer = Text(answer_nl, answer_en)
    answer_complaint(desk.stores, PageLetters(), desk.state, number, answer, office, desk.at)
    desk.say("report_answered", number=number)


COMMANDS = (
    reports,
    answer_report,
    close,
    seed,
    open_the_box,
    count,
    publish,
    correct,
    finish,
    export,
)
