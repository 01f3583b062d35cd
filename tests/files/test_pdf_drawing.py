"""PDFs that cannot be carried over by their parts go on as pictures of their pages."""

from __future__ import annotations

import io

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, PdfError, Stream, String
from PIL import Image

from files import examination, kinds, limits
from files.cleaning import clean
from files.errors import FileRefused, Reason
from files.examination import examine
from tests.files import samples
from tests.files.pdf_pages import BLACK, BROKEN, WORD, counted_short, pages, pictures, saved


def test_a_page_that_one_library_cannot_rewrite_goes_on_as_its_picture() -> None:
    words = b"BT /F 20 Tf 20 40 Td (still words) Tj ET"
    cleaned = clean(saved(pages(BLACK + BROKEN, words)), kinds.PDF)
    assert samples.words_of_pdf(cleaned).strip() == "still words"
    with Pdf.open(io.BytesIO(cleaned)) as pdf:
        drawn, whole = (set(page.obj.Resources.keys()) for page in pdf.pages)
    assert drawn == {"/XObject"}
    assert whole == {"/Font"}


def test_a_document_that_one_library_cannot_open_goes_on_as_pictures() -> None:
    content = counted_short(BLACK + b"1 0 0 rg 100 0 100 50 re f")
    with pytest.raises(PdfError):
        Pdf.open(io.BytesIO(content))
    (shown,) = pictures(clean(content, kinds.PDF))
    assert shown.size == (417, 209)  # 150 points an inch
    assert max(shown.getpixel((100, 20))) < 10
    assert min(shown.getpixel((300, 20))) > 245
    red, green, blue = shown.getpixel((300, 180))
    assert red > 245
    assert max(green, blue) < 10


def with_picture(drawn: bytes, *, bounds: str = "") -> bytes:
    """A page with a picture of 400 times 200 points, drawn so."""
    pdf = pages(drawn)
    points = Image.new("RGB", (400, 200), "red")
    page = pdf.pages[0].obj
    page.Resources.XObject = Dictionary(
        I=Stream(
            pdf,
            points.tobytes(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=400,
            Height=200,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
        )
    )
    if bounds:
        page[bounds] = Array([0, 0, 200, 40])
    return saved(pdf)


@pytest.mark.parametrize(
    ("drawn", "bounds", "whole"),
    [
        (b"q 160 0 0 80 10 10 cm /I Do Q", "", True),
        (b"q 10 10 160 80 re W n 160 0 0 80 10 10 cm /I Do Q", "", True),
        # A hair is cut off, and what is seen of another drawing before.
        (b"q 10 10 160 78 re W n 160 0 0 80 10 10 cm /I Do Q", "", True),
        (b"q 10 10 20 20 re W n Q q 160 0 0 80 10 10 cm /I Do Q", "", True),
        (b"q 10 10 20 20 re W* f Q q 160 0 0 80 10 10 cm /I Do Q", "", True),
        (b"q 10 10 160 40 re W n 160 0 0 80 10 10 cm /I Do Q", "", False),
        (b"q 160 0 0 80 10 10 cm 0 0 1 .5 re W* n /I Do Q", "", False),
        (b"q 10 10 m 60 10 l 60 90 l 10 90 l h W n 160 0 0 80 10 10 cm /I Do Q", "", False),
        (b"q 0 160 -80 0 90 10 cm 0 0 .5 1 re W n /I Do Q", "", False),
        (b"q 160 0 0 80 10 10 cm /I Do Q", "/CropBox", False),
    ],
)
def test_a_page_with_a_cropped_picture_goes_on_as_what_is_seen_of_it(
    drawn: bytes, bounds: str, whole: bool
) -> None:
    cleaned = clean(with_picture(drawn, bounds=bounds), kinds.PDF)
    with Pdf.open(io.BytesIO(cleaned)) as pdf:
        (kept,) = pdf.pages[0].obj.Resources.XObject.values()
        assert ((kept.Width, kept.Height) == (400, 200)) is whole  # type: ignore[comparison-overlap]


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


CELL = b"q 10 10 60 20 re W n BT /F 10 Tf 12 14 Td "


@pytest.mark.parametrize(
    ("drawn", "seen"),
    [
        (b"BT /F 10 Tf 12 14 Td (a text of many words goes on) Tj ET", True),
        (CELL + b"(short) Tj ET Q", True),
        (CELL + b"(short) Tj ET Q BT /F 10 Tf 90 80 Td (another) Tj ET", True),
        (CELL + b"(a text of many words goes on) Tj ET Q", False),
        (CELL + b"[(a text) -200 (of many) -200 (words)] TJ ET Q", False),
        (CELL + b"0 -40 Td (below) Tj ET Q", False),
        (CELL + b"30 TL T* (below) Tj ET Q", False),
        (b"q 10 10 60 20 re W n BT /F 10 Tf 1 0 0 1 100 14 Tm (beside) Tj ET Q", False),
        (b"BT /F 10 Tf 300 14 Td (beside the page) Tj ET", False),
        (CELL + b"3 Tr (a text of many words goes on) Tj ET Q", True),
        (CELL + b"(                              ) Tj ET Q", True),
    ],
)
def test_words_that_go_on_beyond_what_is_seen_do_not_go_on(drawn: bytes, seen: bool) -> None:
    """As a spreadsheet prints a cell: the whole text, cut off at the cell's edge."""
    cleaned = clean(saved(pages(BLACK + drawn)), kinds.PDF)
    with Pdf.open(io.BytesIO(cleaned)) as pdf:
        names = set(pdf.pages[0].obj.Resources.keys())
    assert names == ({"/Font"} if seen else {"/XObject"})


def test_the_widths_of_a_typeface_tell_how_far_its_words_go() -> None:
    narrow = pages(BLACK + CELL + b"(a text of many words goes on) Tj ET Q")
    font = narrow.pages[0].obj.Resources.Font.F
    font.FirstChar, font.LastChar, font.Widths = 0, 255, Array([50] * 256)
    with Pdf.open(io.BytesIO(clean(saved(narrow), kinds.PDF))) as pdf:
        assert set(pdf.pages[0].obj.Resources.keys()) == {"/Font"}


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_a_file_cut_off_on_its_way_is_refused(share: float) -> None:
    content = saved(pages(BLACK, BLACK, BLACK))
    with pytest.raises(FileRefused) as refused:
        clean(content[: int(len(content) * share)], kinds.PDF)
    assert refused.value.reason is Reason.DAMAGED


def noted(kind: str, content: bytes) -> bytes:
    pdf = pages(content)
    pdf.pages[0].obj.Annots = Array(
        [
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name(f"/{kind}"),
                    Rect=Array([10, 10, 30, 30]),
                    Contents=String("A question that matters"),
                )
            )
        ]
    )
    return saved(pdf)


@pytest.mark.parametrize(
    "content", [BLACK + BROKEN, BLACK + CELL + b"(a text of many words goes on) Tj ET Q"]
)
def test_a_page_with_remarks_is_not_made_into_a_picture_without_them(content: bytes) -> None:
    assert clean(noted("Text", BLACK), kinds.PDF)
    with pytest.raises(FileRefused, match="Print it as a PDF anew"):
        clean(noted("Text", content), kinds.PDF)


def test_what_is_marked_to_be_blacked_out_and_is_still_there_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        clean(noted("Redact", BLACK), kinds.PDF)
    assert refused.value.reason is Reason.UNFINISHED


def test_a_page_of_more_operators_than_anybody_draws_is_refused_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAXIMUM_OPERATORS", 10)
    assert clean(saved(pages(BLACK * 3)), kinds.PDF)
    with pytest.raises(FileRefused) as refused:
        clean(saved(pages(BLACK * 3, BLACK * 3)), kinds.PDF)
    assert refused.value.reason is Reason.TOO_COSTLY


def test_a_clean_copy_that_would_be_far_larger_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fourteen kilobytes were drawn as sixty megabytes, of which no limit knew."""
    content = saved(pages(BLACK + BROKEN))
    size = len(examine(content, kinds.PDF).clean or b"")
    monkeypatch.setattr(examination, "LARGEST_CLEAN", size)
    assert examine(content, kinds.PDF).clean is not None
    monkeypatch.setattr(examination, "LARGEST_CLEAN", size - 1)
    found = examine(content, kinds.PDF)
    assert found.clean is None
    assert found.uncleanable is not None
    assert found.uncleanable.reason is Reason.SIZE_CLEANED
