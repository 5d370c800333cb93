"""Writing forms."""

from tessera.domain.forms.actions.copying import copy_form, copy_forms, copy_uses
from tessera.domain.forms.actions.making import (
    add_question,
    attach,
    change_form,
    change_question,
    detach,
    make_form,
    place_questions,
    put_away,
    remove_question,
    retire_question,
)

__all__ = [
    "add_question",
    "attach",
    "change_form",
    "change_question",
    "copy_form",
    "copy_forms",
    "copy_uses",
    "detach",
    "make_form",
    "place_questions",
    "put_away",
    "remove_question",
    "retire_question",
]
