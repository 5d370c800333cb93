"""What is asked of buyers and holders: forms, their questions, and the products that ask them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.activity import actions as activity
from tessera.domain.answers.actions.forgetting import reckon_ends
from tessera.domain.forms import actions as forms
from tessera.domain.forms.errors import BadForm, BadQuestion, IsAsked, WasAnswered
from tessera.domain.forms.making import (
    FIRST,
    FormFacts,
    QuestionFacts,
    free_code,
    option_code,
    require_form,
    require_question,
)
from tessera.domain.forms.models import Form, Question
from tessera.domain.forms.queries.building import (
    depending_on,
    facts_of_question,
    form_id_of,
    has_order_form,
    lock_form,
    question_in,
    questions_in,
    tariffs_of_shop,
)
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.reporting.queries.answered import chosen_options, count_answers
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import lock_shop
from tessera.lib.errors import NotFound
from tessera.lib.i18n import pick


@transaction.atomic(durable=True)
def make_form(shop_id: int, *, kind: str, facts: FormFacts, by: Actor, at: datetime) -> Form:
    """A new form, asked nowhere yet but for the order form: every order asks it from now on.

    Refuses (BadForm) a second order form, or one that could not be asked as it is said.
    """
    shop = _enter_shop(shop_id, by=by)
    if kind not in Form.Kind.values:
        raise BadForm(_("Choose what the form is for."), field="kind")
    require_form(facts)
    _require_only_one(shop, kind)
    told = facts if facts.record else replace(facts, record=FIRST[kind])
    form = forms.make_form(shop, kind, told, at=at)
    _tell("form.created", form, by=by, at=at, kind=kind)
    return form


@transaction.atomic(durable=True)
def edit_form(form_id: int, *, facts: FormFacts, by: Actor, at: datetime) -> Form:
    """Write what is said of the form. Refuses (BadForm) what could not be asked."""
    form = _enter(form_id, by=by)
    require_form(facts)
    changed = forms.change_form(form, facts)
    if "keep_days" in changed:
        reckon_ends(form.pk, keep_days=form.keep_days)
    if changed:
        _tell("form.edited", form, by=by, at=at, fields=changed)
    return form


@transaction.atomic(durable=True)
def duplicate_form(form_id: int, *, by: Actor, at: datetime) -> Form:
    """The same questions on a form of its own, which no product asks yet.

    Refuses (BadForm) another order form: a shop has one.
    """
    form = _enter(form_id, by=by)
    _require_only_one(form.shop, form.kind)
    name = (_("%(name)s (copy)") % {"name": form.name})[:120]
    made = forms.copy_form(form, name=name, at=at)
    _tell("form.duplicated", made, by=by, at=at, copied_from=form.pk)
    return made


@transaction.atomic(durable=True)
def archive_form(form_id: int, *, by: Actor, at: datetime) -> Form:
    """The form is asked no more, with nothing; its answers stay, and are exported as before."""
    form = _enter(form_id, by=by)
    if form.archived_at is not None:
        return form
    products = list(form.uses.values_list("product_id", flat=True))
    forms.detach(products)
    forms.put_away(form, at=at)
    _tell("form.archived", form, by=by, at=at, products=len(products))
    return form


@transaction.atomic(durable=True)
def restore_form(form_id: int, *, by: Actor, at: datetime) -> Form:
    """The form can be asked again. Refuses (BadForm) a second order form."""
    form = _enter(form_id, by=by)
    if form.archived_at is None:
        return form
    _require_only_one(form.shop, form.kind)
    forms.put_away(form, at=None)
    _tell("form.restored", form, by=by, at=at)
    return form


@transaction.atomic(durable=True)
def add_question(form_id: int, *, facts: QuestionFacts, by: Actor, at: datetime) -> Question:
    """A new question, last of the form. Refuses (BadQuestion) what nobody could answer."""
    form = _enter(form_id, by=by)
    every = questions_in(form.pk)
    code = facts.code or free_code(facts.label, taken=[each.code for each in every])
    if code in {each.code for each in every}:
        raise BadQuestion(_("Another question of this form has that name."), field="label")
    told = _tidy(replace(facts, options=_coded(facts.options, kept=())))
    asked = _asked(every)
    require_question(told, form_kind=form.kind, others=[facts_of_question(each) for each in asked])
    question = forms.add_question(form, replace(told, code=code), position=len(asked))
    forms.place_questions([*(each.pk for each in asked), question.pk])
    _tell("question.added", form, by=by, at=at, question=code, label=dict(told.label))
    return question


@transaction.atomic(durable=True)
def edit_question(
    form_id: int, *, question_id: int, facts: QuestionFacts, by: Actor, at: datetime
) -> Question:
    """Write what is asked from now on; what was answered stays as it was agreed to.

    Refuses (WasAnswered) another kind once somebody has answered, (IsAsked) to take away an
    answer that another question depends on, (BadQuestion) what nobody could answer.
    """
    form = _enter(form_id, by=by)
    question = _question(form, question_id)
    every = questions_in(form.pk)
    _require_kind(form, question, facts)
    kept = _kept_options(form, question, facts)
    told = _tidy(replace(facts, code=question.code, options=kept))
    _require_options_free(question, told, every)
    before = [facts_of_question(each) for each in _asked(every) if _is_before(each, question)]
    require_question(told, form_kind=form.kind, others=before)
    changed = forms.change_question(question, told)
    if changed:
        facts_told = {"question": question.code, "label": dict(told.label), "fields": changed}
        _tell("question.edited", form, by=by, at=at, **facts_told)
    return question


@transaction.atomic(durable=True)
def move_question(form_id: int, *, question_id: int, to: int, by: Actor, at: datetime) -> None:
    """Ask the question at another place of the form (0 is the first).

    Refuses (IsAsked) to ask a question before the one it depends on.
    """
    form = _enter(form_id, by=by)
    question = _question(form, question_id)
    asked = [each for each in _asked(questions_in(form.pk)) if each.pk != question.pk]
    asked.insert(max(0, to), question)
    places = {each.code: place for place, each in enumerate(asked)}
    for each in asked:
        needed = each.condition.get("question")
        if needed in places and places[needed] > places[each.code]:
            raise IsAsked(
                _("“%(name)s” depends on an answer that would only come after it: move that first.")
                % {"name": _said(each)}
            )
    forms.place_questions([each.pk for each in asked])
    _tell("question.moved", form, by=by, at=at, question=question.code)


@transaction.atomic(durable=True)
def retire_question(form_id: int, *, question_id: int, by: Actor, at: datetime) -> int:
    """Ask the question no more. Nobody answered: it is removed. Else its answers are kept, shown
    and exported; says how many there are.

    Refuses (IsAsked) while another question depends on it.
    """
    form = _enter(form_id, by=by)
    question = _question(form, question_id)
    others = depending_on(questions_in(form.pk), question.code)
    if others:
        raise IsAsked(
            _(
                "“%(name)s” is only asked because of an answer to this question. Change that one "
                "first."
            )
            % {"name": _said(others[0])}
        )
    answers = count_answers(form.pk, question.code)
    facts = {"question": question.code, "label": question.label, "answers": answers}
    if answers:
        forms.retire_question(question, at=at)
        _tell("question.retired", form, by=by, at=at, **facts)
    else:
        forms.remove_question(question)
        _tell("question.deleted", form, by=by, at=at, **facts)
    return answers


@transaction.atomic(durable=True)
def restore_question(form_id: int, *, question_id: int, by: Actor, at: datetime) -> Question:
    """Ask a retired question again, last of the form."""
    form = _enter(form_id, by=by)
    question = _question(form, question_id)
    asked = _asked(questions_in(form.pk))
    facts = facts_of_question(question)
    require_question(facts, form_kind=form.kind, others=[facts_of_question(each) for each in asked])
    forms.retire_question(question, at=None)
    forms.place_questions([*(each.pk for each in asked if each.pk != question.pk), question.pk])
    _tell("question.restored", form, by=by, at=at, question=question.code, label=question.label)
    return question


@transaction.atomic(durable=True)
def choose_tariffs(
    form_id: int, *, product_ids: Collection[int], by: Actor, at: datetime
) -> tuple[int, int]:
    """Exactly these tariffs, of those that the actor may edit, ask the form from now on; says how
    many were added and how many taken off.

    Refuses (BadForm) a form that no tariff asks.
    """
    require(by, Can.EDIT_PROGRAMME)
    form = _lock(form_id, by=by)
    _require_for_tariffs(form)
    mine = {each.product_id for each in _tariffs(form.shop_id, by=by)}
    now = set(form.uses.values_list("product_id", flat=True)) & mine
    wished = set(product_ids) & mine
    forms.attach(form, sorted(wished - now))
    forms.detach(now - wished)
    added, taken = len(wished - now), len(now - wished)
    if added or taken:
        _tell("form.attached", form, by=by, at=at, added=added, taken=taken)
    return added, taken


@transaction.atomic(durable=True)
def ask_with(
    shop_id: int, *, product_id: int, form_id: int | None, by: Actor, at: datetime
) -> None:
    """The tariff asks this form from now on; none: it asks nothing of its holders."""
    require(by, Can.EDIT_PROGRAMME)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.pk)
    if product_id not in {each.product_id for each in _tariffs(shop.pk, by=by)}:
        raise NotFound(_("There is no such tariff."))
    before = form_id_of(product_id)
    if before == form_id:
        return
    if form_id is None:
        forms.detach([product_id])
    else:
        form = _lock(form_id, by=by)
        if form.shop_id != shop.pk:
            raise NotFound(_("There is no such form."))
        _require_for_tariffs(form)
        forms.attach(form, [product_id])
    found = _lock(form_id or before or 0, by=by)
    taken = 0 if form_id else 1
    _tell("form.attached", found, by=by, at=at, added=1 - taken, taken=taken, product=product_id)


def _enter_shop(shop_id: int, *, by: Actor) -> Shop:
    require(by, Can.EDIT_SETTINGS)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.pk)
    return shop


def _enter(form_id: int, *, by: Actor) -> Form:
    require(by, Can.EDIT_SETTINGS)
    return _lock(form_id, by=by)


def _lock(form_id: int, *, by: Actor) -> Form:
    form = lock_form(form_id)
    if form is None:
        raise NotFound(_("There is no such form."))
    require_in(by, organisation_id=form.shop.organisation_id, shop_id=form.shop_id)
    return form


def _question(form: Form, question_id: int) -> Question:
    question = question_in(form, question_id)
    if question is None:
        raise NotFound(_("There is no such question."))
    return question


def _tariffs(shop_id: int, *, by: Actor) -> list[Any]:
    found = tariffs_of_shop(shop_id, events=by.events)
    return [each for each in found if by.zones is None or each.zone_id in by.zones]


def _require_only_one(shop: Shop, kind: str) -> None:
    if kind == Form.Kind.ORDER and has_order_form(shop.pk):
        raise BadForm(
            _("A shop asks one form of every buyer, and yours has one. Edit that, or archive it."),
            field="kind",
        )


def _require_for_tariffs(form: Form) -> None:
    if form.kind != Form.Kind.TARIFF or form.archived_at is not None:
        raise BadForm(_("Only a form of tariffs that is not archived is asked with tariffs."))


def _require_kind(form: Form, question: Question, facts: QuestionFacts) -> None:
    if facts.kind == question.kind:
        return
    answers = count_answers(form.pk, question.code)
    if answers:
        said = ngettext(
            "%(n)d person has answered: the kind of the question stays. Retire it and ask a new "
            "one.",
            "%(n)d people have answered: the kind of the question stays. Retire it and ask a new "
            "one.",
            answers,
        )
        raise WasAnswered(said % {"n": answers}, field="kind")


def _kept_options(form: Form, question: Question, facts: QuestionFacts) -> list[dict[str, Any]]:
    """The answers to choose among, with those that are gone but were chosen, marked as retired."""
    told = _coded(facts.options, kept=question.options)
    left = {each["code"] for each in told}
    gone = [each for each in question.options if each["code"] not in left]
    if not gone:
        return told
    chosen = chosen_options(form.pk, question.code)
    return told + [{**each, "retired": True} for each in gone if each["code"] in chosen]


def _coded(options: Sequence[Any], *, kept: Sequence[Any]) -> list[dict[str, Any]]:
    """The options with a code each; codes that are known stay."""
    known = {each["code"] for each in kept or options if each.get("code")}
    taken = list(known)
    told: list[dict[str, Any]] = []
    for each in options:
        code = each.get("code") or ""
        if code not in known or code in {one["code"] for one in told}:
            code = option_code(each["label"], taken=taken)
            taken.append(code)
        told.append({"code": code, "label": dict(each["label"])})
    return told


def _require_options_free(
    question: Question, facts: QuestionFacts, every: Sequence[Question]
) -> None:
    """Refuses (IsAsked) to take away an answer because of which another question is asked."""
    others = depending_on(every, question.code)
    offered = {each["code"] for each in facts.options if not each.get("retired")}
    for other in others:
        wanted = set(map(str, other.condition.get("is") or ()))
        if facts.options and not wanted <= offered:
            raise IsAsked(
                _("“%(name)s” is asked because of an answer that you take away. Change that first.")
                % {"name": _said(other)},
                field="options",
            )


def _tidy(facts: QuestionFacts) -> QuestionFacts:
    """A note asks nothing; only what is chosen among has options."""
    if facts.kind == Question.Kind.NOTE:
        quiet = {"is_required": False, "on_ticket": False, "at_door": False, "limits": {}}
        facts = replace(facts, **quiet)  # type: ignore[arg-type]  # each fits its field
    if facts.kind not in (Question.Kind.ONE_OF, Question.Kind.SEVERAL_OF):
        facts = replace(facts, options=())
    return facts


def _asked(every: Sequence[Question]) -> list[Question]:
    return [each for each in every if each.retired_at is None]


def _is_before(one: Question, other: Question) -> bool:
    return (one.position, one.pk) < (other.position, other.pk)


def _said(question: Question) -> str:
    return pick(question.label, question.form.shop.languages[0])


def _tell(verb: str, form: Form, *, by: Actor, at: datetime, **facts: object) -> None:
    """Write down what was done; what the shop asks is read anew."""
    activity.record(
        verb, of=("form", form.pk), shop=form.shop, by=by, at=at, name=form.name, **facts
    )
    shops.bump_catalogue(form.shop_id)
