"""What every form of a ticket keeps, whoever drew it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from tessera.domain.shops.looks import look_of
from tessera.domain.tickets.documents import (
    DOCUMENTS,
    Look,
    TicketDocument,
    TicketFacts,
    render_tickets,
)
from tessera.domain.tickets.queries import tickets_of_order
from tessera.lib.signing import public_key, read
from tests.factories import Programme, make_order
from tests.factories.orders import printed_on

pytestmark = pytest.mark.django_db

NASTY = '#panic("x") *bold* $a$ \\ <b> @here `code` // ]'
LONG = "Nuit des chœurs et des orchestres amateurs de Suisse romande, du Valais et d’ailleurs " * 2


@pytest.fixture(params=sorted(DOCUMENTS.all()))
def document(request: pytest.FixtureRequest) -> TicketDocument:
    return DOCUMENTS.get(request.param)()


@pytest.fixture
def tickets(programme: Programme) -> list[TicketFacts]:
    return printed_on(make_order(programme, quantity=3, language="fr"))


@pytest.fixture
def look(programme: Programme) -> Look:
    return look_of(programme.shop, "fr")


def pages(pdf: bytes) -> Iterator[tuple[str, Image.Image]]:
    """The words of each page, and what it looks like on a phone's screen."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for number in range(len(document)):
            page = document[number]
            with closing(page.get_textpage()) as words:
                yield words.get_text_range(), page.render(scale=2).to_pil()
            page.close()


def test_each_page_opens_the_door_once(
    document: TicketDocument, tickets: list[TicketFacts], look: Look
) -> None:
    drawn = list(pages(document.render(tickets, look)))
    codes = [zxingcpp.read_barcodes(picture)[0].text for _words, picture in drawn]

    assert codes == [ticket.code for ticket in tickets]
    for ticket, (words, _picture) in zip(tickets, drawn, strict=True):
        assert ticket.number in words and "Hamlet" in words and "Parterre" in words


def test_the_code_survives_bad_light(
    document: TicketDocument, tickets: list[TicketFacts], look: Look
) -> None:
    """Small, grey and turned, as cameras see it."""
    (_words, picture), *_rest = pages(document.render(tickets[:1], look))
    dull = picture.convert("L").point(lambda light: 90 + light // 3).rotate(17, fillcolor=160)
    small = dull.resize((dull.width * 2 // 3, dull.height * 2 // 3))

    assert zxingcpp.read_barcodes(small)[0].text == tickets[0].code


def test_what_strangers_typed_is_text(
    document: TicketDocument, tickets: list[TicketFacts], look: Look
) -> None:
    nasty = replace(tickets[0], holder=NASTY, event=NASTY, tariff=NASTY, venue=NASTY, notes=NASTY)
    ((words, _picture),) = pages(document.render([nasty], look))
    assert "#panic" in words and "*bold*" in words


def test_long_words_and_empty_ones_find_a_place(
    document: TicketDocument, tickets: list[TicketFacts], look: Look
) -> None:
    facts = {"event": LONG, "subtitle": LONG, "zone": LONG, "tariff": LONG, "venue": LONG}
    long = replace(tickets[0], holder=LONG, address=LONG, seat="B 14", **facts)
    bare = replace(tickets[1], subtitle="", venue="", address="", doors_text="", notes="", buyer="")
    drawn = list(pages(document.render([long, bare], look)))

    assert len(drawn) == 2
    assert [zxingcpp.read_barcodes(each)[0].text for _, each in drawn] == [long.code, bare.code]


def test_no_words_lie_on_others(
    document: TicketDocument, tickets: list[TicketFacts], look: Look
) -> None:
    asked = (("Régime alimentaire particulier", "Végétarien"), ("WWWWWWWWWWWWWWWWWW?", "oui"))
    doors = "Ouverture des portes à 19 h 30"
    plain = replace(tickets[0], doors_text="19:30", answers=asked)
    full = replace(tickets[1], doors_text=doors, tariff=LONG, zone=LONG, answers=(*asked, *asked))

    pdf = document.render([plain, full], look)

    assert found_on_others(pdf) == []


def found_on_others(pdf: bytes) -> list[tuple[str, str]]:
    """Lines of text that share more than a fifth of their place with another."""
    found = []
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for page in document:
            with closing(page.get_textpage()) as words:
                boxes = [words.get_rect(each) for each in range(words.count_rects())]
                for number, one in enumerate(boxes):
                    for other in boxes[number + 1 :]:
                        wide = min(one[2], other[2]) - max(one[0], other[0])
                        high = min(one[3], other[3]) - max(one[1], other[1])
                        least = min((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))
                        if wide > 0 and high > 0 and wide * high > least / 5:
                            said = [words.get_text_bounded(*box) for box in (one, other)]
                            found.append((said[0], said[1]))
    return found


def test_cancelled_tickets_show_no_code(
    document: TicketDocument, tickets: list[TicketFacts], look: Look
) -> None:
    ((words, picture),) = pages(document.render([replace(tickets[0], is_valid=False)], look))
    assert zxingcpp.read_barcodes(picture) == []
    assert "Annulé" in words


def test_trial_tickets_say_so_and_can_be_tried_at_the_door(
    document: TicketDocument, tickets: list[TicketFacts], look: Look
) -> None:
    ((words, picture),) = pages(document.render([replace(tickets[0], is_test=True)], look))
    assert zxingcpp.read_barcodes(picture)[0].text == tickets[0].code
    assert "SANS VALEUR" in words


def test_screen_readers_are_told_title_and_language(
    document: TicketDocument, tickets: list[TicketFacts], look: Look
) -> None:
    pdf = document.render(tickets, look)
    with closing(pypdfium2.PdfDocument(pdf)) as opened:
        title = opened.get_metadata_value("Title")

    assert "Hamlet" in title and tickets[0].order_number in title
    assert b"/Lang (fr)" in pdf or b"/Lang(fr)" in pdf
    assert b"/StructTreeRoot" in pdf and b"/MarkInfo" in pdf


@pytest.mark.parametrize("primary", ["#ffd400", "#000000", "#ffffff", "#7a7a7a"])
def test_any_colour_of_a_shop_is_printed(
    document: TicketDocument, programme: Programme, tickets: list[TicketFacts], primary: str
) -> None:
    programme.shop.colours = {"primary": primary}
    chosen = look_of(programme.shop, "fr")
    ((_words, picture),) = pages(document.render(tickets[:1], chosen))
    assert zxingcpp.read_barcodes(picture)[0].text == tickets[0].code


def test_the_printed_code_is_signed_by_the_shop(programme: Programme) -> None:
    order = make_order(programme, quantity=1)
    issued = tickets_of_order(order.pk)
    ((_words, picture),) = pages(render_tickets(order, issued))

    said = read(public_key(order.shop.signing_key), zxingcpp.read_barcodes(picture)[0].text)

    assert said is not None
    assert (said.serial, said.date) == (issued[0].serial, issued[0].date_id)


def test_a_document_needs_a_ticket(programme: Programme) -> None:
    with pytest.raises(ValueError, match="needs a ticket"):
        render_tickets(make_order(programme), [])
