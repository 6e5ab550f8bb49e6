"""The public part of the site; its words and the round of the page serve every part."""

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Flask

from voting.web import proposal_words, words
from voting.web.formal import use_formal_dutch
from voting.web.rounds import describe_round

bp = Blueprint("public", __name__)
bp.app_context_processor(describe_round)
bp.record_once(lambda state: use_formal_dutch(cast(Flask, state.app)))

WORDS: dict[str, Callable[..., str]] = {
    "amount": words.write_amount,
    "count_plans": words.count_plans,
    "date": words.write_date,
    "day_and_month": words.day_and_month,
    "mark": words.write_mark,
    "origin": words.name_origin,
    "price": words.write_price,
    "proposal_event": proposal_words.name_event,
    "provider": words.name_provider,
    "share": words.write_share,
    "ratio": words.write_ratio,
    "sector": words.name_sector,
    "sector_briefly": words.name_sector_briefly,
    "spell": words.spell,
}
for name, write in WORDS.items():
    bp.add_app_template_filter(write, name)
