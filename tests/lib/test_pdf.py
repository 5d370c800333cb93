"""Documents: facts are data, files are read, and threads do not mix them up."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
import typst

from tessera.lib.pdf import Template

TEMPLATE = """#set document(title: "A test")
#let facts = json("facts.json")
#facts.said
"""


@pytest.fixture
def template(tmp_path: Path) -> Template:
    path = tmp_path / "paper.typ"
    path.write_text(TEMPLATE)
    return Template(path)


def words(pdf: bytes) -> str:
    """What the first page says."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        page = document[0]
        with closing(page.get_textpage()) as text:
            said: str = text.get_text_range()
        page.close()
        return said


def test_facts_are_data(template: Template) -> None:
    assert "#panic(1) *x*" in words(template.render({"said": "#panic(1) *x*"}))


def test_a_second_document_has_its_own_facts(template: Template) -> None:
    assert [words(template.render({"said": said})) for said in ("one", "two")] == ["one", "two"]


def test_threads_get_what_they_asked_for(template: Template) -> None:
    wanted = [f"number {count}" for count in range(24)]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda said: template.render({"said": said}), wanted))
    assert [words(pdf) for pdf in made] == wanted


def test_a_template_sees_its_own_folder_alone(tmp_path: Path) -> None:
    path = tmp_path / "paper.typ"
    path.write_text('#set document(title: "x")\n#read("/etc/passwd")\n#read("../../etc/passwd")')
    with pytest.raises(typst.TypstError):
        Template(path).render({})
