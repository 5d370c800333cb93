"""What forms and kinds of questions are called, and what each is good for."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tessera.domain.forms.models import Form, Question

FORM_KINDS: dict[str, str | Promise] = {
    "order": gettext_lazy("Order form"),
    "tariff": gettext_lazy("Tariff form"),
    "pass": gettext_lazy("Pass form"),
    "member": gettext_lazy("Member form"),
}

FORM_USES: dict[str, str | Promise] = {
    "order": gettext_lazy("Asked once of who buys, on the page of details. A shop has one."),
    "tariff": gettext_lazy(
        "Asked of everybody who comes, once for each ticket of the tariffs you choose."
    ),
    "pass": gettext_lazy(
        "Asked of who will hold a pass. It serves once passes are sold in this shop; you can "
        "prepare it now."
    ),
    "member": gettext_lazy("Asked of who becomes a member, with the memberships that use it."),
}

KINDS: dict[str, str | Promise] = {
    "text": gettext_lazy("Short text"),
    "long_text": gettext_lazy("Long text"),
    "number": pgettext_lazy("question", "Number"),
    "date": pgettext_lazy("question", "Date"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone number"),
    "one_of": gettext_lazy("One answer of a list"),
    "several_of": gettext_lazy("Several answers of a list"),
    "consent": gettext_lazy("Consent"),
    "country": pgettext_lazy("question", "Country"),
    "file": gettext_lazy("File"),
    "picture": gettext_lazy("Picture"),
    "note": gettext_lazy("Note"),
}

KIND_USES: dict[str, str | Promise] = {
    "text": gettext_lazy("A name, a number plate, a club"),
    "long_text": gettext_lazy("Several lines: wishes, a motive"),
    "number": gettext_lazy("An age, a size, how many"),
    "date": gettext_lazy("A birthday, an arrival"),
    "email": gettext_lazy("Another address to write to"),
    "phone": gettext_lazy("Whom to call on the day"),
    "one_of": gettext_lazy("A meal, a level, how one heard of you"),
    "several_of": gettext_lazy("Languages, days, interests"),
    "consent": gettext_lazy("A sentence to agree with; its text is kept"),
    "country": gettext_lazy("A country of the world"),
    "file": gettext_lazy("A document: a certificate, a form"),
    "picture": gettext_lazy("A photograph, for a badge"),
    "note": gettext_lazy("A text to read; it asks nothing"),
}

RECORD: dict[str, str | Promise] = {
    "email": gettext_lazy("E-mail"),
    "civility": gettext_lazy("Form of address"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "company": gettext_lazy("Company"),
    "phone": gettext_lazy("Phone"),
    "street": gettext_lazy("Street and number"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("Town"),
    "country": gettext_lazy("Country"),
    "newsletter": gettext_lazy("Newsletter"),
}

STATES: dict[str, str | Promise] = {
    "hidden": pgettext_lazy("field of a form", "Hidden"),
    "optional": pgettext_lazy("field of a form", "Optional"),
    "required": pgettext_lazy("field of a form", "Required"),
}

FILE_TYPES = {
    "pdf": "PDF",
    "jpg": "JPEG",
    "png": "PNG",
    "webp": "WebP",
    "docx": "Word",
    "odt": "OpenDocument",
    "xlsx": "Excel",
    "csv": "CSV",
    "txt": "TXT",
}


def times_said(form: Form) -> list[str]:
    """Until when answers are changed, and how long they are kept."""
    said = []
    if form.editable_hours is None:
        said.append(_("Only your team changes answers"))
    elif form.editable_hours == 0:
        said.append(_("Answers can be changed until the beginning"))
    else:
        words = ngettext(
            "Answers can be changed until %(n)d hour before",
            "Answers can be changed until %(n)d hours before",
            form.editable_hours,
        )
        said.append(words % {"n": form.editable_hours})
    if form.keep_days is not None:
        words = ngettext(
            "erased %(n)d day after the date",
            "erased %(n)d days after the date",
            form.keep_days,
        )
        said.append(words % {"n": form.keep_days})
    return said


def limits_said(question: Question) -> list[str]:
    """What an answer must be, in short."""
    limits = question.limits
    low, high = limits.get("min"), limits.get("max")
    said = []
    if low is not None and high is not None:
        said.append(_("%(low)s to %(high)s") % {"low": low, "high": high})
    elif low is not None:
        said.append(_("at least %(low)s") % {"low": low})
    elif high is not None:
        said.append(_("at most %(high)s") % {"high": high})
    if limits.get("max_length"):
        said.append(_("at most %(n)s characters") % {"n": limits["max_length"]})
    if limits.get("pattern"):
        said.append(_("in a given form"))
    if limits.get("types"):
        said.append(", ".join(FILE_TYPES.get(each, each) for each in limits["types"]))
    return said
