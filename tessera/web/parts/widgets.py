"""Plain fields of forms, written without a template each: a page of details has a dozen."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

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
        return quick(context["widget"])


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    said = [
        f" {conditional_escape(name)}"
        + ("" if value is True else f'="{conditional_escape(str(value))}"')
        for name, value in attrs.items()
        if value is not False
    ]
    return mark_safe("".join(said))  # noqa: S308 - every part of it was escaped


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', str(value)),
        _attributes(widget["attrs"]),
    )


def _textarea(widget: Widget) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        widget["name"],
        _attributes(widget["attrs"]),
        widget["value"] or "",
    )


def _option(widget: Widget) -> SafeString:
    return format_html(
        '<option value="{}"{}>{}</option>',
        str(widget["value"]),
        _attributes(widget["attrs"]),
        widget["label"],
    )


def _select(widget: Widget) -> SafeString:
    inside: list[str] = []
    for name, options, _index in widget["optgroups"]:
        said = [_option(each) for each in options]
        inside += (
            [format_html('<optgroup label="{}">', name), *said, "</optgroup>"] if name else said
        )
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        _attributes(widget["attrs"]),
        mark_safe("".join(inside)),  # noqa: S308 - every part of it was escaped
    )


FOLDER = "django/forms/widgets"
QUICK: dict[str, Callable[[Widget], SafeString]] = {
    **{
        f"{FOLDER}/{name}.html": _input
        for name in ("text", "email", "hidden", "number", "url", "date", "checkbox")
    },
    f"{FOLDER}/textarea.html": _textarea,
    f"{FOLDER}/select.html": _select,
}
