"""Two people edit the same thing: the second is told, and shown the difference.

A form carries a print of each value it showed (`guard`). When it comes back, a value that was
changed meanwhile by somebody else, and that this form would overwrite, is a clash.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that both changed: what stands there now, and what this form says."""

    label: str
    theirs: str
    yours: str


def guard(form: forms.Form) -> None:
    """Let the form remember what it shows; call it once its initial values are set."""
    prints = {name: _print(_shown(form, name)) for name in form.fields}
    form.fields[SEEN] = forms.CharField(
        required=False, widget=forms.HiddenInput, initial=json.dumps(prints)
    )
    if form.is_bound:
        form.full_clean()  # a form that was looked at already has not read what was seen


def clashes(form: forms.Form) -> list[Clash]:
    """What somebody else changed since the form was shown and this form would undo.

    The form must be valid and made with the values that are stored now. Afterwards it carries
    their prints, so that sending it once more overwrites knowingly.
    """
    seen = _told(form)
    found = []
    for name, field in form.fields.items():
        if name not in seen:
            continue
        now = _shown(form, name)
        yours = form.cleaned_data.get(name)
        if _print(now) != seen[name] and _print(yours) not in (_print(now), seen[name]):
            found.append(Clash(str(field.label or name), _said(field, now), _said(field, yours)))
        elif _print(now) != seen[name] and _print(yours) == seen[name]:
            form.cleaned_data[name] = now
    if found:
        told: Any = form.data
        again = told.copy()
        again[form.add_prefix(SEEN)] = form.fields[SEEN].initial
        form.data = again
    return found


def _told(form: forms.Form) -> dict[str, str]:
    try:
        told = json.loads(form.cleaned_data.get(SEEN) or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _shown(form: forms.Form, name: str) -> Any:
    return form.get_initial_for_field(form.fields[name], name)


def _print(value: Any) -> str:
    plain = {key: text for key, text in value.items() if text} if isinstance(value, dict) else value
    empty = plain in (None, "", [], {}, False)
    text = "" if empty else json.dumps(plain, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(value, dict):
        return " · ".join(str(text) for text in value.values() if text) or "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        words = dict(field.choices)  # type: ignore[arg-type]  # grouped choices are not used
        return str(words.get(value, value) or "–")
    prepared = field.prepare_value(value)
    return str(prepared) if prepared not in (None, "") else "–"
