"""How much was answered: what stands on a form before it is changed."""

from django.db.models import Count, F, Func

from tessera.domain.answers.models import Sheet


def answers_by_question(form_id: int) -> dict[str, int]:
    """How many answered each question of the form, by its code; nobody's are left out."""
    key = Func(F("answers"), function="jsonb_object_keys")
    found = Sheet.objects.filter(form_id=form_id).annotate(key=key).values("key")
    return dict(found.annotate(n=Count("id")).values_list("key", "n"))


def count_answers(form_id: int, code: str) -> int:
    """How many answered this question."""
    return Sheet.objects.filter(form_id=form_id, answers__has_key=code).count()


def chosen_options(form_id: int, code: str) -> set[str]:
    """Which of the answers offered somebody has chosen."""
    found = Sheet.objects.filter(form_id=form_id, answers__has_key=code)
    chosen: set[str] = set()
    for told in found.values_list(f"answers__{code}", flat=True).distinct():
        chosen |= {str(each) for each in told} if isinstance(told, list) else {str(told)}
    return chosen


def sheets_by_form(shop_id: int) -> dict[int, int]:
    """How many sheets of placed orders each form of the shop has."""
    found = Sheet.objects.filter(form__shop_id=shop_id, order__placed_at__isnull=False)
    return dict(found.values("form_id").annotate(n=Count("id")).values_list("form_id", "n"))
