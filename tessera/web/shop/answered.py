"""What was answered with an order, in words: for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tessera.domain.answers.models import AnswerFile
from tessera.domain.answers.queries.sheets import Block, files_of
from tessera.domain.answers.rules import BUYER
from tessera.domain.forms.rules import FILES, say
from tessera.domain.orders.models import Order, OrderLine
from tessera.lib.countries import countries
from tessera.lib.i18n import pick
from tessera.web.parts.asking import CIVILITIES, LABELS
from tessera.web.shop.asked import about_of, heading_of


@dataclass(frozen=True, slots=True)
class Told:
    """One question and its answer; a file by its id."""

    question: str
    answer: str
    file: int | None = None


@dataclass(frozen=True, slots=True)
class Respondents:
    """What one respondent answered."""

    heading: str
    about: str
    lines: list[Told]


def answered_of(
    order: Order, blocks: Sequence[Block], lines: Sequence[OrderLine], *, language: str
) -> list[Respondents]:
    """Everybody who answered something, the buyer first."""
    answered = [block for block in blocks if block.sheet]
    if not answered:
        return []
    has_files = any(each.kind in FILES for block in answered for each in block.form.questions)
    files = files_of(order.pk) if has_files else {}
    by_id = {line.pk: line for line in lines}
    tickets = [block for block in blocks if block.who.line_id in by_id]
    found = []
    for block in answered:
        told = _told(block, files, language)
        if not told:
            continue
        if block.who == BUYER:
            found.append(Respondents(pick(block.form.title, language), "", told))
        elif block in tickets:
            line, number = by_id[block.who.line_id or 0], tickets.index(block) + 1
            heading = heading_of(line, number, len(tickets), language)
            found.append(Respondents(heading, about_of(order, line, language), told))
    return found


def _told(block: Block, files: dict[int, AnswerFile], language: str) -> list[Told]:
    answers = block.answers
    lines = [
        Told(str(label), _field(name, answers.record[name], language))
        for name, label in LABELS.items()
        if answers.record.get(name)
    ]
    for question in block.form.questions:
        value = answers.answers.get(question.code)
        if value is None:
            continue
        label = answers.said.get(question.code) or pick(question.label, language)
        if question.kind in FILES:
            file = files.get(value)
            lines += [Told(label, file.name, file.pk)] if file else []
        else:
            lines.append(Told(label, say(question, value, language)))
    return lines


def _field(name: str, value: Any, language: str) -> str:
    if name == "country":
        return countries(language).get(str(value), str(value))
    if name == "civility":
        return str(CIVILITIES.get(str(value), value))
    return str(value)
