"""The answers to choose among, as rows of a form: one line each, in every language."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MOST = 100
SPARE = 2
LEAST = 4


class Options(list[dict[str, Any]]):
    """Answers to choose among; as a text, what they say."""

    def __str__(self) -> str:
        """For people who compare two versions."""
        return " · ".join(next(iter(each["label"].values()), "") for each in self)


class OptionsWidget(forms.Widget):
    """Rows of inputs, one for each language; a row is moved or added by a button that asks for
    the form again."""

    template_name = "backoffice/asking/options.html"

    def __init__(self, languages: Sequence[str]) -> None:
        super().__init__()
        self.languages = languages

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The rows that were typed, in their order, moved as a button says."""
        count = data.get(f"{name}-rows", "")
        rows = [
            self._row(data, f"{name}-{place}")
            for place in range(min(int(count), MOST) if count.isdigit() and len(count) < 5 else 0)
        ]
        rows = _moved(rows, data.get(f"{name}-up", ""), data.get(f"{name}-down", ""))
        while rows and not rows[-1]["label"]:
            rows.pop()
        more = SPARE if "again" in data else 0
        return rows + [{"code": "", "label": {}} for _more in range(more)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the rows were not sent at all."""
        return f"{name}-rows" not in data

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The rows with some empty ones to spare."""
        context = super().get_context(name, value, dict(attrs or {}))
        reader = Locale.parse((get_language() or "en")[:2])
        rows = list(value or [])
        spare = max(SPARE, LEAST - len(rows))
        shown = [*rows, *({"code": "", "label": {}} for _spare in range(spare))][:MOST]
        context["widget"] |= {
            "rows": [
                {
                    "place": place,
                    "number": place + 1,
                    "code": row["code"],
                    "is_last": place >= len(rows) - 1,
                    "texts": [
                        (code, self._name(reader, code), row["label"].get(code, ""))
                        for code in self.languages
                    ],
                }
                for place, row in enumerate(shown)
            ],
            "count": len(shown),
            "one_language": len(self.languages) == 1,
        }
        return context

    def _row(self, data: Any, prefix: str) -> dict[str, Any]:
        texts = {code: data.get(f"{prefix}-{code}", "").strip()[:200] for code in self.languages}
        return {
            "code": data.get(f"{prefix}-code", "")[:40],
            "label": {code: text for code, text in texts.items() if text},
        }

    @staticmethod
    def _name(reader: Locale, code: str) -> str:
        return str(reader.languages.get(code) or code).capitalize()


class OptionsField(forms.Field):
    """Answers to choose among, cleaned to [{"code", "label"}]; rows without a text are left out."""

    def __init__(self, *, languages: Sequence[str], **facts: Any) -> None:
        super().__init__(widget=OptionsWidget(languages), **facts)

    def clean(self, value: Any) -> Options:
        """The rows that say something."""
        told = Options(each for each in value or [] if each["label"])
        if self.required and not told:
            raise ValidationError(_("Write the answers to choose among."), code="required")
        return told

    def prepare_value(self, value: Any) -> Any:
        """As they are kept, without those that are retired."""
        return Options(
            {"code": each["code"], "label": dict(each["label"])}
            for each in value or []
            if not each.get("retired")
        )


def _moved(rows: list[dict[str, Any]], up: str, down: str) -> list[dict[str, Any]]:
    """The rows with one of them a place higher, or lower."""
    asked = up or down
    place = int(asked) if asked.isdigit() and len(asked) < 5 else -1
    other = place - 1 if up else place + 1
    if 0 <= place < len(rows) and 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    return rows
