"""Forms that look alike and say what is wrong, beside the field and on top."""

from typing import TypeVar

from django import forms
from django.http import HttpRequest, QueryDict

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)

LOOKS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkbox checkbox-sm"),
    (forms.RadioSelect, "radio radio-sm"),
    (forms.CheckboxInput, "checkbox checkbox-sm"),
    (forms.Select, "select w-full"),
    (forms.Textarea, "textarea w-full"),
    (forms.TextInput, "input w-full"),
    (forms.DateInput, "input w-full"),
    (forms.EmailInput, "input w-full"),
    (forms.NumberInput, "input w-full"),
    (forms.PasswordInput, "input w-full"),
    (forms.URLInput, "input w-full"),
)


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form, if one was: an empty form is one too."""
    return request.POST if request.method == "POST" else None


def dressed(form: AnyForm) -> AnyForm:
    """The form with the look of its fields, and errors tied to them for those who hear pages."""
    for name, field in form.fields.items():
        widget = field.widget
        look = next((css for kind, css in LOOKS if isinstance(widget, kind)), "")
        if look and "class" not in widget.attrs:
            widget.attrs["class"] = look
        if isinstance(widget, forms.DateInput):
            widget.input_type, widget.format = "date", "%Y-%m-%d"
        if form.is_bound and name in form.errors:
            widget.attrs["class"] = f"{widget.attrs.get('class', '')} is-wrong".strip()
            widget.attrs["aria-invalid"] = "true"
    return form
