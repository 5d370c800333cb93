"""Fields that organisers fill: texts in several languages, amounts, moments on the shop's clock."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tessera.lib.money import Money


class TranslatedWidget(forms.MultiWidget):
    """One input for each language, under its name."""

    template_name = "parts/translated.html"

    def __init__(self, languages: Sequence[str], *, is_long: bool, attrs: dict[str, Any]) -> None:
        self.languages = languages
        look = "textarea w-full" if is_long else "input w-full"
        kind = forms.Textarea if is_long else forms.TextInput
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: kind(attrs={"class": look, **attrs, "lang": code}) for code in languages
        }
        super().__init__(widgets)

    def decompress(self, value: Any) -> list[str]:
        """The text of each language of a stored {"fr": …}."""
        told: Mapping[str, str] = value or {}
        return [told.get(code, "") for code in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each input learns what its language is called in the reader's own.

        What is said of all of them ("is-wrong") is added to the look of each.
        """
        context = super().get_context(name, value, attrs)
        reader = Locale.parse((get_language() or "en")[:2])
        common = self.attrs.get("class", "")
        shown = context["widget"]["subwidgets"]
        for code, own, each in zip(self.languages, self.widgets, shown, strict=True):
            each["language"] = (reader.languages.get(code) or code).capitalize()
            each["attrs"]["class"] = f"{own.attrs.get('class', '')} {common}".strip()
        return context


class TranslatedField(forms.MultiValueField):
    """A text in every language of the shop, cleaned to {"fr": …}; what is empty is left out.

    When it is required, one language is enough: readers of another see that one.
    """

    def __init__(
        self,
        *,
        languages: Sequence[str],
        max_length: int = 200,
        is_long: bool = False,
        rows: int = 4,
        **facts: Any,
    ) -> None:
        self.languages = list(languages)
        attrs: dict[str, Any] = {"maxlength": str(max_length)}
        if is_long:
            attrs["rows"] = str(rows)
        super().__init__(
            fields=[forms.CharField(max_length=max_length, required=False) for _ in languages],
            widget=TranslatedWidget(languages, is_long=is_long, attrs=attrs),
            require_all_fields=False,
            **facts,
        )

    def clean(self, value: Any) -> Any:
        """The texts by language; refuses blanks where something is required."""
        told = super().clean(value)
        if self.required and not told:
            raise ValidationError(self.error_messages["required"], code="required")
        return told

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        """The texts by language."""
        return {
            code: text.strip()
            for code, text in zip(self.languages, data_list or (), strict=False)
            if text and text.strip()
        }


class AmountField(forms.CharField):
    """An amount of one currency, typed as people write it; cleaned to minor units or None.

    Refuses what is no amount of that currency, or a negative one.
    """

    def __init__(self, *, currency: str, **facts: Any) -> None:
        self.currency = currency
        attrs = {"inputmode": "decimal", "class": "input w-full text-right", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **facts)

    def clean(self, value: Any) -> Any:
        """Minor units, or None for nothing."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = Money.parse(text, self.currency).amount
        except ValueError:
            raise ValidationError(_("Write an amount, for example 12.50.")) from None
        if not 0 <= amount <= 2_000_000_000:
            raise ValidationError(_("Write an amount from 0 up."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Minor units as people write them."""
        return Money(value, self.currency).plain() if isinstance(value, int) else value


class MomentField(forms.DateTimeField):
    """A date and time on the wall clock of `time_zone`, cleaned to an aware moment in UTC.

    Refuses a time that the clock skips when summer begins; of one that it shows twice in
    autumn the first counts.
    """

    def __init__(self, *, time_zone: str, **facts: Any) -> None:
        self.zone = ZoneInfo(time_zone)
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "input w-full"}, format="%Y-%m-%dT%H:%M"
        )
        super().__init__(widget=widget, **facts)

    def to_python(self, value: Any) -> Any:
        """The moment in UTC."""
        if isinstance(value, datetime) and value.tzinfo:
            return value
        naive = super().to_python(value)
        if naive is None:
            return None
        moment = naive.replace(tzinfo=self.zone).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) != naive.replace(tzinfo=None):
            raise ValidationError(_("The clocks go forward then: this time does not exist."))
        return moment

    def prepare_value(self, value: Any) -> Any:
        """What the shop's clock shows."""
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value
