"""Templates of mails: escaped as HTML, plain as text."""

from pathlib import Path

from tessera.lib.mjml import to_html, to_text

HTML = """<mjml><mj-body><mj-section><mj-column>
<mj-text font-family="Roboto">{{ said }}</mj-text>
<mj-button href="{{ link }}">Go</mj-button>
</mj-column></mj-section></mj-body></mjml>"""


def test_facts_are_escaped(tmp_path: Path) -> None:
    template = tmp_path / "letter.mjml"
    template.write_text(HTML)

    html = to_html(template, {"said": "<script> & ☺", "link": 'https://x.example/?a=1&b="'})

    assert "&lt;script&gt; &amp; ☺" in html
    assert 'href="https://x.example/?a=1&amp;b=&quot;"' in html


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    template = tmp_path / "letter.mjml"
    template.write_text(HTML)
    assert "googleapis" not in to_html(template, {})


def test_text_is_as_it_is_and_calm(tmp_path: Path) -> None:
    template = tmp_path / "letter.txt"
    template.write_text("\n\n{{ said }}   \n\n\n\n{% if nothing %}x{% endif %}\n\nEnd\n\n")
    assert to_text(template, {"said": "<b> & co"}) == "<b> & co\n\nEnd\n"
