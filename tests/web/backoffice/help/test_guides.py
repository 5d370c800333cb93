"""Help where one stands: every screen that promises a guide has one, in both languages."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tessera.domain.organisations.models import TeamMember
from tessera.web.backoffice.help import guides

ROOT = Path(__file__).resolve().parents[4]
TEMPLATES = ROOT / "tessera/web/backoffice/templates"
PROMISED = re.compile(r"""\bhelp=["']([a-z0-9-]+)["']""")
LANGUAGES = ("en", "fr")
pytestmark = pytest.mark.usefixtures("shop")


def promised() -> list[str]:
    """The names of the guides that screens lead to."""
    found = [PROMISED.findall(path.read_text()) for path in TEMPLATES.rglob("*.html")]
    return sorted({name for names in found for name in names})


def written(language: str) -> list[str]:
    return sorted(path.stem for path in (ROOT / "docs/guides" / language).glob("*.md"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", promised())
def test_what_a_screen_promises_is_written(name: str, language: str) -> None:
    assert name in written(language), f"write docs/guides/{language}/{name}.md"


def test_guides_exist_in_both_languages() -> None:
    assert written("en") == written("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_lists_every_guide(language: str) -> None:
    listed = {guide.name for chapter in guides.chapters(language) for guide in chapter.guides}
    text = (ROOT / "docs/guides" / language / "README.md").read_text()
    assert [name for name in listed if f"]({name}.md)" not in text] == []


@pytest.mark.parametrize("name", [name for name in written("en") if name != "README"])
def test_a_guide_is_read_with_its_pictures(desk: Client, name: str) -> None:
    answer = desk.get(f"/manage/theatre/help/{name}/")
    assert answer.status_code == 200
    html = answer.content.decode().split("</article>")[0]
    assert 'href="#main"' not in html.split("prose-guide")[1], "a link that leads nowhere here"
    pictures = re.findall(r'<img src="([^"]*)"', html)
    assert all(desk.get(each).status_code == 200 for each in pictures), "a picture is missing"


def test_the_list_leads_to_every_guide(desk: Client) -> None:
    html = desk.get("/manage/theatre/help/").content.decode()
    missing = [name for name in written("en") if f"/help/{name}/" not in html]
    assert missing == ["README"]


def test_links_between_guides_lead_to_guides(desk: Client) -> None:
    html = desk.get("/manage/theatre/help/orders/").content.decode()
    assert 'href="/manage/theatre/help/invoice/"' in html


def test_a_language_without_guides_reads_english() -> None:
    found = guides.read("scanning", "de", guide_at=str, picture_at=str)
    assert found is not None
    assert (found.title, found.language) == ("Scanning at the door", "en")


def test_french_is_read_in_french(desk: Client) -> None:
    answer = desk.get("/manage/theatre/help/scanning/", headers={"Accept-Language": "fr"})
    assert "Contrôler à l’entrée" in answer.content.decode()


@pytest.mark.parametrize("name", ["nothing", "readme-of-somebody"])
def test_what_nobody_wrote_is_not_there(desk: Client, name: str) -> None:
    assert desk.get(f"/manage/theatre/help/{name}/").status_code == 404


@pytest.mark.parametrize("name", ["nothing.png", "..", "..%2fguides", "shop.png.exe"])
def test_only_pictures_are_served(desk: Client, name: str) -> None:
    assert desk.get(f"/manage/theatre/help/pictures/{name}").status_code == 404


def test_a_steward_reads_guides_too(client: Client, sam: TeamMember) -> None:
    client.force_login(sam.person)
    assert client.get("/manage/theatre/help/scanning/").status_code == 200


def test_html_in_a_guide_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "guides" / "en"
    home.mkdir(parents=True)
    bad = "# T\n\n<script>x</script> [a](javascript:x) ![b](https://elsewhere.example/b.png)\n"
    (home / "bad.md").write_text(bad)
    monkeypatch.setattr(guides, "_docs", lambda: tmp_path)
    found = guides.read("bad", "en", guide_at=str, picture_at=str)
    assert found is not None
    assert "<script" not in found.html
    assert "javascript" not in found.html.replace("javascript:x)", "")
    assert "elsewhere" not in found.html


def test_french_breaks_no_line_before_its_signs(desk: Client) -> None:
    for path in sorted((settings.GUIDES / "guides" / "fr").glob("*.md")):
        if path.stem == "README":
            continue
        page = guides.read(path.stem, "fr", guide_at=str, picture_at=str)
        assert page is not None
        words = re.sub(r"<(code|pre)>.*?</\1>", "", page.html, flags=re.DOTALL)
        assert not re.search(r" [:;!?»]", words), path.stem


def test_the_package_brings_the_guides() -> None:
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    brought = told["tool"]["setuptools"]["data-files"]
    for folder in (*(settings.GUIDES / "guides").iterdir(), settings.GUIDES / "pictures"):
        if folder.is_dir():
            inside = folder.relative_to(settings.BASE_DIR)
            (pattern,) = brought[f"share/tessera/{inside}"]
            assert set(settings.BASE_DIR.glob(pattern)) == set(folder.iterdir())
