"""What the shops of an organisation ask its members besides: questions by their code."""

from tessera.domain.forms.making import QuestionFacts
from tessera.domain.forms.models import Form, Question
from tessera.domain.forms.queries.building import facts_of_question
from tessera.domain.forms.rules import FILES


def questions_to_members(organisation_id: int) -> dict[str, QuestionFacts]:
    """Every question of a form for members that has an answer to show, by code; retired ones too,
    for they may have answers. Of two with one code the newer counts."""
    found = Question.objects.filter(
        form__shop__organisation_id=organisation_id, form__kind=Form.Kind.MEMBER
    ).exclude(kind__in=["note", *FILES])
    rows = found.order_by("form_id", "position", "id")
    return {each.code: facts_of_question(each) for each in rows}
