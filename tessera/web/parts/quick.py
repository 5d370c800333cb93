"""`translate` and `url` as Django has them, answered from memory: a page of the back office asks
for a hundred words and forty addresses that are the same each time."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_tag
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import escape
from django.utils.translation import get_language

register = template.Library()
ADDRESSES_KEPT = 4096


class Words(TranslateNode):
    """Words of the template itself: looked up once for each language."""

    def __init__(self, node: TranslateNode) -> None:
        self.__dict__ = node.__dict__
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The words in the language of the reader."""
        language = get_language()
        said = self._said.get(language)
        if said is None:
            said = super().render(context)
            self._said[language] = context[self.asvar] if self.asvar else said
            return said
        if self.asvar:
            context[self.asvar] = said
            return ""
        return said


class Address(URLNode):
    """An address, resolved once for each set of arguments."""

    def __init__(self, node: URLNode) -> None:
        self.__dict__ = node.__dict__

    def render(self, context: Context) -> str:
        """The address, safe to stand in the page."""
        args = tuple([each.resolve(context) for each in self.args])
        kwargs = tuple([(name, each.resolve(context)) for name, each in self.kwargs.items()])
        try:
            url = address(self.view_name.resolve(context), args, kwargs)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            url = ""
        if self.asvar:
            context[self.asvar] = url
            return ""
        return escape(url) if context.autoescape else url


def address(name: str, args: tuple[Any, ...] = (), kwargs: tuple[tuple[str, Any], ...] = ()) -> str:
    """What `reverse` says; the language, the list of doors and their prefix are part of it."""
    said = tuple([str(each) for each in args]), tuple([(key, str(each)) for key, each in kwargs])
    return _address(name, *said, get_language(), get_urlconf(), get_script_prefix())


@lru_cache(maxsize=ADDRESSES_KEPT)
def _address(
    name: str, args: tuple[str, ...], kwargs: tuple[tuple[str, str], ...], *_where: str | None
) -> str:
    return reverse(name, args=args, kwargs=dict(kwargs))


@register.tag("translate")
def translate(parser: Parser, token: Token) -> TranslateNode:
    """Django's tag; what is neither a variable nor filtered is remembered."""
    node = do_translate(parser, token)
    said = node.filter_expression
    context = node.message_context
    is_fixed = said.var.literal is not None and not said.filters
    is_plain = context is None or isinstance(context.var, str)
    return Words(node) if is_fixed and is_plain else node


@register.tag("url")
def url(parser: Parser, token: Token) -> Address:
    """Django's tag."""
    return Address(url_tag(parser, token))
