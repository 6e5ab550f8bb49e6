"""The workspace of initiative groups, for who has an account."""

from flask import Blueprint

from voting.web.signed_in import PART, join_part
from voting.web.support_words import say_threshold
from voting.web.words_events import name_event, say_objection
from voting.web.words_grant_states import (
    name_grant_state,
    name_happening,
    name_payee_kind,
    name_stage,
)
from voting.web.words_states import name_state, say_next

bp = Blueprint("initiative", __name__, url_prefix=f"/{PART}/plans")
join_part(bp)
bp.add_app_template_filter(name_state, "proposal_state")
bp.add_app_template_filter(say_next, "proposal_next")
bp.add_app_template_filter(say_threshold, "threshold")
bp.add_app_template_filter(name_event, "event_name")
bp.add_app_template_filter(say_objection, "objection")
bp.add_app_template_filter(name_grant_state, "grant_state")
bp.add_app_template_filter(name_stage, "tranche_stage")
bp.add_app_template_filter(name_happening, "happening")
bp.add_app_template_filter(name_payee_kind, "payee_kind")
