"""The joint plan of plans that link up: what its groups write together, and what adds up."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from voting.domain.errors.proposals import AnswerProblem, AnswersRefused
from voting.domain.initiatives import Provider
from voting.domain.linking_up import LinkedPlan, Plans, order_plans, sum_asks, sum_minimums
from voting.domain.proposal_fields import CHOICES, Draft, Fields, read_words
from voting.domain.texts import Text

WRITTEN = ("title_nl", "title_en", "summary_nl", "summary_en")
TEXTS = (*WRITTEN, "sector", "theme")
"""What the groups agree on in words; all else follows from their plans."""
AND = {"nl": "en", "en": "and"}


@dataclass(frozen=True, slots=True)
class JointPlan:
    """One initiative made of several plans; amounts are cents and exact sums."""

    group: str
    title: Text
    summary: Text
    description: Text
    upkeep: Text
    buurt: str
    sector: str
    theme: str
    origin: str
    provider: str
    ask_cents: int
    minimum_cents: int
    ready: str | None


def read_joint_texts(typed: Mapping[str, str], themes: Collection[str]) -> dict[str, str]:
    """Return the joint texts as they are kept, from what was typed.

    One language is enough. `themes` are the slugs on the round's list.

    Raises:
        AnswersRefused: something is missing, too long or no choice, with every reason.
    """
    problems: list[AnswerProblem] = []
    texts = {name: _read_text(name, typed.get(name, ""), problems) for name in WRITTEN}
    texts |= {name: typed.get(name, "") for name in ("sector", "theme")}
    if not any(_is_whole(texts, language) for language in AND):
        problems.extend(_find_gaps(texts))
    if texts["sector"] not in CHOICES["sector"]:
        problems.append(_say("sector", bool(texts["sector"])))
    if texts["theme"] not in themes:
        problems.append(_say("theme", bool(texts["theme"])))
    if problems:
        raise AnswersRefused(tuple(problems))
    return texts


def propose_texts(plans: Plans) -> dict[str, str]:
    """Return joint texts to begin with: only what all plans have in common."""
    return {
        name: plans[0].draft.word(name)
        for name in TEXTS
        if len({plan.draft.word(name) for plan in plans}) == 1
    }


def join_plans(plans: Plans, texts: Fields) -> JointPlan:
    """Return the initiative that these plans are together; the order of `plans` is irrelevant."""
    ordered = order_plans(plans)
    drafts = [plan.draft for plan in ordered]
    joint = Draft(texts)
    return JointPlan(
        group=join_names([plan.group_name for plan in ordered], "nl"),
        title=joint.text("title"),
        summary=joint.text("summary"),
        description=_join_texts(ordered, lambda plan: plan.draft.text("description")),
        upkeep=_join_texts(ordered, lambda plan: plan.draft.text("upkeep")),
        buurt=ordered[0].buurt,
        sector=texts.get("sector", ""),
        theme=texts.get("theme", ""),
        origin=drafts[0].word("origin"),
        provider=_join_providers([draft.word("provider") for draft in drafts]),
        ask_cents=sum_asks(plans),
        minimum_cents=sum_minimums(plans),
        ready=max((draft.ready for draft in drafts if draft.ready), default=None),
    )


def join_names(names: list[str], language: str) -> str:
    """Return the names of the groups as one: A, B and C."""
    *first, last = names
    return f"{', '.join(first)} {AND[language]} {last}" if first else last


def join_titles(titles: list[Text]) -> Text:
    """Return the titles of plans in one line, each in quotes."""
    return Text(
        *(
            join_names([f"‘{title.get(language)}’" for title in titles], language)
            for language in AND
        )
    )


def join_reasons(reasons: list[tuple[str, str]]) -> Text:
    """Return what the office said of each group's plan; once when it said the same of all."""
    said = {reason for _group, reason in reasons}
    if len(said) == 1:
        return Text(said.pop())
    return Text("\n".join(f"{group}: {reason}" for group, reason in reasons))


def _join_providers(providers: list[str]) -> str:
    return providers[0] if len(set(providers)) == 1 else Provider.MIXED.value


def _join_texts(plans: list[LinkedPlan], find: Callable[[LinkedPlan], Text]) -> Text:
    """Put texts below each other, each under its group's name.

    A language counts when all who wrote something wrote in it. When there is none, each plan
    keeps its own: that is better than leaving one out.
    """
    parts = [(plan.group_name, find(plan)) for plan in plans if find(plan)]
    whole = [one for one in AND if all(getattr(text, one) for _group, text in parts)]
    joined = {
        language: "\n".join(f"{group}: {text.get(language)}" for group, text in parts)
        for language in (whole or ["nl"])
    }
    return Text(joined.get("nl", ""), joined.get("en", ""))


def _read_text(name: str, text: str, problems: list[AnswerProblem]) -> str:
    try:
        return read_words(name, text)
    except AnswersRefused as refused:
        problems.extend(refused.problems)
        return text


def _is_whole(texts: Mapping[str, str], language: str) -> bool:
    return bool(texts[f"title_{language}"] and texts[f"summary_{language}"])


def _find_gaps(texts: Mapping[str, str]) -> list[AnswerProblem]:
    started = "en" if texts["title_en"] and not texts["title_nl"] else "nl"
    names = (f"title_{started}", f"summary_{started}")
    return [_say(name, False) for name in names if not texts[name]]


def _say(name: str, filled: bool) -> AnswerProblem:
    return AnswerProblem(name, "unknown_choice" if filled else "missing", {})
