"""PDFs that cannot be carried over by their parts go on as pictures of their pages."""

from __future__ import annotations

import io

import pytest
from pikepdf import Array, Pdf

from files import kinds
from files.cleaning import clean
from files.errors import FileRefused, Reason
from files.examination import examine
from tests.files import samples
from tests.files.pdf_pages import BLACK, BROKEN, WORD, pages, pictures, saved


def test_a_page_that_one_library_cannot_rewrite_goes_on_as_its_picture() -> None:
    content = saved(pages(BLACK + BROKEN, b"1 0 0 rg 0 0 200 100 re f"))
    first, second = pictures(clean(content, kinds.PDF))
    assert first.size == (417, 209)  # 150 points an inch
    assert max(first.getpixel((100, 20))) < 10
    assert min(first.getpixel((300, 20))) > 245
    red, green, blue = second.getpixel((200, 100))
    assert red > 245
    assert max(green, blue) < 10


def test_a_sign_named_after_somebody_is_drawn_and_its_name_gone() -> None:
    content = saved(pages(BLACK + b"BT /F 20 Tf 20 40 Td (A) Tj ET", glyph=WORD))
    assert WORD.encode() in content
    cleaned = clean(content, kinds.PDF)
    assert len(pictures(cleaned)) == 1
    with Pdf.open(io.BytesIO(cleaned)) as pdf:
        assert WORD.encode() not in b"".join(one.unparse(resolved=True) for one in pdf.objects)


@pytest.mark.parametrize(
    "glyph",
    """
    circlecopyrt T_h f_f_i zerosans g003a G4B NUL visiblespace SM750002 L_uni0303 barb2left
    """.split(),
)
def test_words_stay_words_beside_signs_of_tex_and_of_symbols(glyph: str) -> None:
    content = saved(pages(b"BT /F 20 Tf 20 40 Td (still words) Tj ET", glyph=glyph))
    assert samples.words_of_pdf(clean(content, kinds.PDF)).strip() == "still words"


def test_typefaces_named_in_signs_of_before_unicode_stay_typefaces() -> None:
    pdf = pages(b"BT /F 20 Tf 20 40 Td (still words) Tj ET")
    content = saved(pdf).replace(b"/Helvetica", b"/#8b#e0#96#be")
    assert samples.words_of_pdf(clean(content, kinds.PDF)).strip() == "still words"


def test_what_neither_library_can_read_is_refused() -> None:
    for content in (b"%PDF-1.7 and nothing else", saved(pages(BLACK))[:200]):
        found = examine(content, kinds.PDF)
        assert found.clean is None
        assert found.uncleanable is not None
        assert found.uncleanable.reason is Reason.DAMAGED


def test_a_document_that_shows_nothing_as_pictures_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        clean(saved(pages(b"[(x) Tj] TJ")), kinds.PDF)
    assert refused.value.reason is Reason.DAMAGED


def test_a_document_too_long_for_pictures_is_refused_for_what_was_wrong_first() -> None:
    huge = pages(BROKEN)
    huge.pages[0].obj.MediaBox = Array([0, 0, 5_000, 5_000])  # 108 million points
    found = examine(saved(huge), kinds.PDF)
    assert found.uncleanable is not None
    assert found.uncleanable.reason is Reason.DAMAGED


def test_hidden_layers_and_passwords_are_not_made_into_pictures() -> None:
    with pytest.raises(FileRefused) as refused:
        clean(samples.pdf(password="secret"), kinds.PDF)
    assert refused.value.reason is Reason.ENCRYPTED
