"""A PDF with something planted in each place that its standard has for what is not seen."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import ImageCms

from files import kinds
from files.cleaning import clean
from files.errors import FileRefused, Reason
from tests.files import samples

WORD = "Neckartal"
ADDRESS = "http://neckartal.example/asked"
PADDED = WORD.ljust(len(samples.PLANTED)).encode()  # lengths in pictures are written down
CATALOGUE = (
    "Extensions PageLabels Dests ViewerPreferences PageLayout PageMode Threads "
    "OpenAction AA URI Metadata StructTreeRoot MarkInfo SpiderInfo OutputIntents "
    "PieceInfo Perms Legal Requirements Collection DSS AF DPartRoot Neckartal"
).split()
PAGE = (
    "LastModified BoxColorInfo Thumb B Dur Trans AA Metadata PieceInfo ID PZ "
    "SeparationInfo Tabs TemplateInstantiated PresSteps VP AF OutputIntents DPart "
    "Neckartal"
).split()
ANNOTATION = (
    "P NM M AF StructParent OC T Popup RC CreationDate IRT Subj RT IT ExData AA PA H MK".split()
)
NAME_TREES = "Dests AP JavaScript Pages Templates IDS URLS EmbeddedFiles Renditions".split()
IMAGE = "Alternates Name StructParent ID OPI Metadata OC AF Measure PtData Neckartal".split()
FORM = "PieceInfo LastModified StructParents OPI OC Name Metadata AF Measure Neckartal".split()
STATE = "HT TR TR2 BG BG2 UCR UCR2 Neckartal".split()
FONT = "Name Neckartal".split()
DESCRIPTOR = "FontFamily CharSet CIDSet Lang Style FD Neckartal".split()


def document() -> Pdf:
    """One page with a picture, a form, a font and each kind of annotation, all of them planted."""
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    page = pdf.pages[0]
    text = String(WORD)
    action = Dictionary(S=Name.URI, URI=String(ADDRESS))
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.launchURL('{ADDRESS}')"))
    hidden = Dictionary(Text=text, Action=action, Script=script, Name=Name(f"/{WORD}"))
    xmp = Stream(pdf, f"<x>{WORD} {ADDRESS}</x>".encode())

    def plant(holder: object, keys: list[str]) -> None:
        for turn, key in enumerate(keys):
            holder[f"/{key}"] = (hidden, text, xmp, Array([text, action]))[turn % 4]  # type: ignore[index]

    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name(f"/ABCDEF+{WORD}"),
            FirstChar=32,
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, Name.A])),
            ToUnicode=Stream(
                pdf,
                f"% {WORD}\n/CMapName /{WORD} def 1 begincodespacerange <00> <FF> "
                f"endcodespacerange 1 beginbfchar <41> <0041> endbfchar ({ADDRESS})".encode(),
            ),
            FontDescriptor=Dictionary(
                Type=Name.FontDescriptor,
                FontName=Name(f"/ABCDEF+{WORD}"),
                Flags=32,
                FontFile=Stream(
                    pdf,
                    f"%!PS-AdobeFont-1.0: {WORD} 1\n/FontName /{WORD} def /Notice ({ADDRESS}) def\n"
                    "currentfile eexec xxxx".encode(),
                ),
            ),
        )
    )
    plant(font, FONT)
    plant(font.FontDescriptor, DESCRIPTOR)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = Stream(pdf, srgb + WORD.encode(), N=3)
    picture = Stream(
        pdf,
        b"\xff\x00\x00" * 4 + WORD.encode(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=2,
        Height=2,
        BitsPerComponent=8,
        ColorSpace=Array([Name.ICCBased, profile]),
    )
    plant(picture, IMAGE)
    photograph = Stream(
        pdf,
        samples.picture().replace(samples.PLANTED.encode(), PADDED),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=8,
        Height=4,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
        Filter=Name.DCTDecode,
    )
    form = Stream(
        pdf,
        f"% {WORD}\n0 0 10 10 re f".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 10, 10]),
    )
    plant(form, FORM)
    state = Dictionary(Type=Name.ExtGState, CA=1)
    plant(state, STATE)
    ink = Array(
        [
            Name.Separation,
            Name(f"/{WORD}"),
            Name.DeviceGray,
            Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, Planted=text),
        ]
    )
    page.Resources = Dictionary(
        Font=Dictionary({f"/{WORD}": font}),
        XObject=Dictionary({f"/{WORD}": picture, "/Photo": photograph, "/Form": form}),
        ExtGState=Dictionary({f"/{WORD}": state}),
        ColorSpace=Dictionary({f"/{WORD}": ink}),
        Properties=Dictionary({f"/{WORD}": hidden}),
        Unused=hidden,
    )
    page.Contents = Stream(
        pdf,
        (
            f"% {WORD} {ADDRESS}\n/{WORD} gs /{WORD} cs 1 scn\n"
            f"/Span <</ActualText ({WORD}) /E ({ADDRESS})>> BDC BT /{WORD} 12 Tf 10 100 Td "
            f"(A seen word) Tj 3 Tr ({WORD}) Tj 0 Tr ET EMC /{WORD} MP /{WORD} <</X ({WORD})>> DP\n"
            f"q /{WORD} Do Q q /Photo Do Q q /Form Do Q BX ({WORD}) /{WORD} unknown EX"
        ).encode(),
    )
    plant(page.obj, PAGE)
    rectangle = Array([10, 10, 30, 30])
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=rectangle, Contents=String("A question")
    )
    led_out = Dictionary(S=Name.URI, URI=String("https://kontor.example/"), Next=script)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rectangle, A=led_out)
    for one in (note, link):
        plant(one, ANNOTATION)
    acting = [
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rectangle, A=one, Contents=text)
        for one in (
            script,
            Dictionary(S=Name.Launch, F=text),
            Dictionary(S=Name.GoToR, F=text, D=Array([0, Name.Fit])),
            Dictionary(S=Name.SubmitForm, F=String(ADDRESS)),
            Dictionary(S=Name.ImportData, F=text),
            Dictionary(S=Name.URI, URI=String(f"file:///C:/{WORD}/a.pdf")),
            Dictionary(S=Name.URI, URI=String(f"https://{WORD}:secret@kontor.example/")),
            Dictionary(S=Name.Named, N=Name(f"/{WORD}")),
        )
    ]
    carrying = [
        Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=rectangle, Contents=text, FS=hidden
        )
        for kind in "FileAttachment Sound Movie Screen RichMedia 3D Popup Watermark TrapNet".split()
    ]
    look = Stream(
        pdf, b"0 0 5 5 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 5, 5])
    )
    field = pdf.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, Rect=rectangle, FT=Name.Tx, T=text, TU=text, TM=text,
        V=text, DV=text, AA=script, AP=Dictionary(N=look), MK=Dictionary(CA=text),
    ))  # fmt: skip
    signature = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=text, Name=text, Reason=text,
        ContactInfo=String(ADDRESS), ByteRange=Array([0, 1, 2, 3]), Cert=text,
    )  # fmt: skip
    signed = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, Rect=Array([0, 0, 0, 0]), FT=Name.Sig, V=signature
        )
    )
    page.Annots = pdf.make_indirect(Array([note, link, *acting, *carrying, field, signed]))
    plant(pdf.Root, CATALOGUE)
    pdf.Root.Names = Dictionary(
        {f"/{key}": Dictionary(Names=Array([text, hidden])) for key in NAME_TREES}
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([field, signed]), DA=text, SigFlags=3)
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([pdf.make_indirect(Dictionary(Type=Name.OCG, Name=text, Usage=hidden))]),
        D=Dictionary(Name=text, Creator=text),
    )
    pdf.Root.Lang = text
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("A chapter", 0))
    pdf.docinfo = pdf.make_indirect(Dictionary(Author=text, Title=text, Company=text))
    return pdf


def written(pdf: Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, compress_streams=False)
    content = target.getvalue()
    # A former version and an object that nothing leads to.
    stray = f"\n99 0 obj\n({WORD} {ADDRESS})\nendobj\n".encode()
    return content.replace(b"\n", b"\n%" + WORD.encode() + b"\n", 1) + stray


def test_nothing_that_was_planted_in_a_pdf_stays() -> None:
    content = written(document())
    assert content.count(WORD.encode()) > 100
    cleaned = clean(content, kinds.PDF)
    everything = samples.everything_in(cleaned).lower()
    assert WORD.lower().encode() not in everything
    assert WORD.lower().encode().hex().encode() not in everything
    assert "".join(f"{ord(sign):04x}" for sign in WORD.lower()).encode() not in everything


def test_of_a_planted_pdf_what_is_seen_stays() -> None:
    with Pdf.open(io.BytesIO(clean(written(document()), kinds.PDF))) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Outlines"}
        (page,) = pdf.pages
        assert set(page.obj.keys()) <= {
            "/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/Annots",
        }  # fmt: skip
        assert b"(A seen word)" in page.Contents.read_bytes()
        seen = [(str(one.Subtype), str(one.get("/Contents", ""))) for one in page.Annots]
        assert seen == [("/Text", "A question"), ("/Stamp", "")]
        assert sorted(page.Resources.XObject.keys()) == ["/X1", "/X2", "/X3"]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["A chapter"]
        assert "/Info" not in pdf.trailer


def refused(pdf: Pdf) -> Reason:
    with pytest.raises(FileRefused) as caught:
        clean(written(pdf), kinds.PDF)
    return caught.value.reason


def test_a_layer_that_is_not_shown_is_refused() -> None:
    pdf = document()
    layers = pdf.Root.OCProperties
    layers.D.OFF = Array([layers.OCGs[0]])
    assert refused(pdf) is Reason.HIDDEN


def test_a_remark_that_is_not_shown_is_refused() -> None:
    pdf = document()
    pdf.pages[0].Annots[0].F = 2
    assert refused(pdf) is Reason.HIDDEN


def test_a_form_whose_looks_depend_on_the_reader_is_refused() -> None:
    pdf = document()
    pdf.Root.AcroForm.XFA = String("<xdp/>")
    assert refused(pdf) is Reason.UNFINISHED


def test_a_drawing_that_lies_in_another_file_is_refused() -> None:
    pdf = document()
    pdf.pages[0].Resources.XObject["/Form"].Ref = Dictionary(F=String(ADDRESS))
    assert refused(pdf) is Reason.LINKED


def test_a_stream_that_unpacks_enormously_is_refused() -> None:
    pdf = document()
    bomb = Stream(pdf, zlib.compress(b"0 0 m\n" * 12_000_000, 9))
    bomb.Filter = Name.FlateDecode
    pdf.pages[0].Resources.Font[f"/{WORD}"].FontDescriptor.FontFile = bomb
    assert refused(pdf) is Reason.TOO_LARGE_UNPACKED


def test_a_pdf_that_all_may_read_but_not_change_is_cleaned() -> None:
    """The case of a document with an owner's password alone."""
    target = io.BytesIO()
    document().save(target, encryption=pikepdf.Encryption(owner="owner", user=""))
    with Pdf.open(io.BytesIO(clean(target.getvalue(), kinds.PDF))) as pdf:
        assert not pdf.is_encrypted
