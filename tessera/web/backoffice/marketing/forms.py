"""What is asked about an automatic mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Letter, Told
from tessera.domain.mailing.models import MailText
from tessera.domain.mailing.wording import Words
from tessera.domain.shops.models import Shop
from tessera.flows.wording import require_known
from tessera.lib.errors import Refusal
from tessera.web.parts.fields import TranslatedField
from tessera.web.parts.forms import dressed


class MailForm(forms.Form):
    """Subject and introduction in each language of the shop, and whether it is sent."""

    is_on = forms.BooleanField(label=gettext_lazy("Sent automatically"), required=False)

    def __init__(self, *args: Any, shop: Shop, mail: Told, **kwargs: Any) -> None:
        self.mail = mail
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        if mail.needed:
            del ours["is_on"]
        ours["subject"] = TranslatedField(
            label=_("Subject"), languages=shop.languages, max_length=150, required=False
        )
        ours["intro"] = TranslatedField(
            label=_("Introduction"),
            languages=shop.languages,
            max_length=2000,
            is_long=True,
            required=False,
            help_text=_("An empty line begins a new paragraph."),
        )
        dressed(self)

    @staticmethod
    def shown(text: MailText | None) -> dict[str, Any]:
        """What the fields say now."""
        if text is None:
            return {"is_on": True}
        return {"is_on": text.is_on, "subject": text.subject, "intro": text.intro}

    def clean_subject(self) -> dict[str, str]:
        """Refuses braces that say nothing."""
        return self._known("subject")

    def clean_intro(self) -> dict[str, str]:
        """Refuses braces that say nothing."""
        return self._known("intro")

    def words(self) -> Words:
        """What was asked for."""
        told = self.cleaned_data
        return Words(told["subject"], told["intro"], told.get("is_on", True))

    def show_ours(self, language: str, letter: Letter) -> None:
        """Let empty fields show what is said there without own words."""
        ours = {
            "subject": letter.subject,
            "intro": " ".join(letter.paragraphs[: self.mail.opening]),
        }
        for name, said in ours.items():
            widget: Any = self.fields[name].widget
            widget.widgets[widget.languages.index(language)].attrs["placeholder"] = said

    def _known(self, name: str) -> dict[str, str]:
        told: dict[str, str] = self.cleaned_data[name]
        for text in told.values():
            try:
                require_known(text, self.mail)
            except Refusal as refusal:
                raise forms.ValidationError(refusal.message) from None
        return told
