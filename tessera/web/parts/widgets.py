"""Plain fields of forms, written without a template each: a page of details has a dozen."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import mark_safe

from tessera.web.parts.escaping import escape

Widget = Mapping[str, Any]


class QuickRenderer(TemplatesSetting):
    """Django's own markup, to the letter; what is not listed below is left to its templates."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """The markup of one widget."""
        quick = QUICK.get(template_name)
        if quick is None:
            return super().render(template_name, context, request)
        return mark_safe(quick(context["widget"]))  # noqa: S308 - every part of it was escaped


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        [
            f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
            for name, value in attrs.items()
            if value is not False
        ]
    )


def _input(widget: Widget) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{escape(value)}"'
    kind, name = escape(widget["type"]), escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{said}{_attributes(widget["attrs"])}>'


def _box(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    own = widget["attrs"].get("id")
    leads = f' for="{escape(own)}"' if own else ""
    return f"<label{leads}>{_input(widget)} {escape(widget['label'])}</label>"


def _textarea(widget: Widget) -> str:
    name, attributes = escape(widget["name"]), _attributes(widget["attrs"])
    return f'<textarea name="{name}"{attributes}>\n{escape(widget["value"] or "")}</textarea>'


def _option(widget: Widget) -> str:
    value, attributes = escape(widget["value"]), _attributes(widget["attrs"])
    return f'<option value="{value}"{attributes}>{escape(widget["label"])}</option>'


def _select(widget: Widget) -> str:
    inside: list[str] = []
    for name, options, _index in widget["optgroups"]:
        said = [_option(each) for each in options]
        inside += [f'<optgroup label="{escape(name)}">', *said, "</optgroup>"] if name else said
    name, attributes = escape(widget["name"]), _attributes(widget["attrs"])
    return f'<select name="{name}"{attributes}>{"".join(inside)}</select>'


FOLDER = "django/forms/widgets"
QUICK: dict[str, Callable[[Widget], str]] = {
    **{
        f"{FOLDER}/{name}.html": _input
        for name in ("text", "email", "hidden", "number", "url", "date", "checkbox")
    },
    f"{FOLDER}/checkbox_option.html": _box,
    f"{FOLDER}/radio_option.html": _box,
    f"{FOLDER}/textarea.html": _textarea,
    f"{FOLDER}/select.html": _select,
}
