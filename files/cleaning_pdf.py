"""PDF (ISO 32000-2), built anew page by page from what is allowed in it.

A new document is written: what no list names (actions, scripts, forms, signatures, layers,
attachments, properties, former versions) never gets into it. Fields of forms stay as they look.
"""

from __future__ import annotations

import io
import re
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from files.errors import FileRefused, Reason
from files.limits import Budget
from files.pdf_copying import Copier
from files.pdf_drawing import DRAWN_FOR, Drawing

MAXIMUM_PAGES: Final = 2_000
MAXIMUM_BOOKMARKS: Final = 10_000
MAXIMUM_DEPTH: Final = 30  # of bookmarks and of what pages share

_BOXES: Final = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
_INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_ANNOTATION: Final = (
    """/Rect /F /C /Border /QuadPoints /L /LE /IC /InkList /Vertices /CA /CL /RD /Q /Open""".split()
)
# Remarks that a reader sees; icons and endings of lines have names of the standard's.
_REMARKS: Final = frozenset(
    """
    /Text /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly
    /StrikeOut /Stamp /Caret /Ink
    """.split()
)
_ICONS: Final = frozenset(
    "/Comment /Key /Note /Help /NewParagraph /Paragraph /Insert /Approved /Draft /Final".split()
)
_HIDDEN, _NO_VIEW = 2, 32
_FITS: Final = frozenset("/XYZ /Fit /FitH /FitV /FitR /FitB /FitBH /FitBV".split())
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4}){0,2}")


def clean_pdf(content: bytes, budget: Budget) -> bytes:
    """Return the PDF without properties. Raises `FileRefused`, as for one with a password."""
    try:
        with Pdf.open(io.BytesIO(content)) as source, Pdf.new() as target:
            _Document(source, target, budget, Drawing(content, target, budget)).copy()
            written = io.BytesIO()
            target.save(
                written,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
                deterministic_id=True,
            )
            return written.getvalue()
    except (FileRefused, MemoryError):
        raise
    except pikepdf.PasswordError as error:
        raise FileRefused(Reason.ENCRYPTED) from error
    except Exception as error:  # pikepdf raises many kinds on hostile bytes
        raise FileRefused(Reason.DAMAGED) from error


class _Document:
    """The document that is read, and the one that is written."""

    def __init__(self, source: Pdf, target: Pdf, budget: Budget, drawing: Drawing) -> None:
        self.source = source
        self.drawing = drawing
        self.target = target
        self.copier = Copier(target, budget)
        self.pages: dict[tuple[int, int], Object] = {}
        self.bookmarks = 0

    def copy(self) -> None:
        pages = list(self.source.pages)
        if not pages:
            raise FileRefused(Reason.DAMAGED)
        if len(pages) > MAXIMUM_PAGES:
            raise FileRefused(Reason.DAMAGED)
        self._refuse_cut_off()
        root = self.source.Root
        _refuse_hidden_layers(self.source)
        form = root.get("/AcroForm")
        if isinstance(form, Dictionary):
            if "/XFA" in form:
                raise FileRefused(Reason.UNFINISHED)
            if form.get("/NeedAppearances"):
                self.source.generate_appearance_streams()
        for page in pages:
            blank = Dictionary(Type=Name.Page)
            self.target.pages.append(pikepdf.Page(self.target.make_indirect(blank)))
            self.pages[page.obj.objgen] = self.target.pages[-1].obj
        for number, page in enumerate(pages):
            self._page_or_its_picture(number, page.obj, self.pages[page.obj.objgen])
        self._outlines()
        language = root.get("/Lang")
        if isinstance(language, String) and _LANGUAGE.fullmatch(str(language)):
            self.target.Root.Lang = String(str(language))

    def _refuse_cut_off(self) -> None:
        """A file that ends too early is put together from what is there, with empty pages: it is
        whole where the second engine, which does not, can open it."""
        if any("reconstruct" in str(one) for one in self.source.get_warnings()):
            self.drawing.check_readable()

    def _page_or_its_picture(self, number: int, found: Object, made: Object) -> None:
        try:
            self._page(found, made)
        except MemoryError:
            raise
        except FileRefused as why:
            if why.reason not in DRAWN_FOR:
                raise
            self._draw(number, made, why)
        except Exception as error:  # pikepdf raises many kinds on hostile bytes
            self._draw(number, made, error)

    def _draw(self, number: int, made: Object, why: Exception) -> None:
        """Raises `why` where the picture shows nothing, or can't be made; where remarks are in the
        way, what to do about them."""
        try:
            shown = self.drawing.draw(number, made)
        except FileRefused as refused:
            raise (refused if refused.reason is Reason.NOT_KNOWN else why) from None
        if not shown:
            raise why

    def _page(self, found: Object, made: Object) -> None:
        whole = Dictionary()
        for key in (*_BOXES, "/Rotate", "/UserUnit", "/Resources"):
            value = _inherited(found, key)
            if value is not None:
                whole[key] = value
        for key in (*_BOXES, "/Rotate", "/UserUnit"):
            kept = self.copier.plain(whole.get(key))
            if kept is not None:
                made[key] = kept
        if "/Contents" in found:
            used = self.copier.resources(whole)
            boxes = [whole.get("/MediaBox"), whole.get("/CropBox")]
            content = self.copier.drawn(found, used, boxes)
            made.Contents = self.target.make_indirect(self.copier.stream(content, Dictionary()))
            made.Resources = used.made
        if isinstance(found.get("/Group"), Dictionary):
            made.Group = self.copier.group(found.Group)
        annotations = found.get("/Annots")
        if isinstance(annotations, Array):
            kept_ones = [self._annotation(one) for one in annotations]
            made.Annots = Array(
                [self.target.make_indirect(one) for one in kept_ones if one is not None]
            )

    def _annotation(self, found: Object) -> Dictionary | None:
        if not isinstance(found, Dictionary):
            return None
        kind = str(found.get("/Subtype"))
        made = self.copier.some(found, _ANNOTATION)
        made.Type = Name.Annot
        if kind == "/Link":
            return self._link(found, made)
        flags = int(found.get("/F", 0))
        look = self._appearance(found)
        said = found.get("/Contents")
        if kind == "/Widget":
            if look is None and ("/V" in found or "/Parent" in found) and _has_value(found):
                raise FileRefused(Reason.UNFINISHED)
            if look is None or _is_empty(found):
                return None
            kind, said = "/Stamp", None  # what was filled in stays as it looks
        if kind == "/Redact":
            raise FileRefused(Reason.UNFINISHED)  # marked to be blacked out, and still there
        if kind not in _REMARKS:
            return None
        if flags & (_HIDDEN | _NO_VIEW) or _is_empty(found):
            raise FileRefused(Reason.HIDDEN)
        made.Subtype = Name(kind)
        if isinstance(said, String):
            made.Contents = String(str(said))
        icon = found.get("/Name")
        if isinstance(icon, Name) and str(icon) in _ICONS:
            made.Name = Name(str(icon))
        if isinstance(found.get("/BS"), Dictionary):
            made.BS = self.copier.some(found.BS, ("/W", "/D"))
        if look is not None:
            made.AP = Dictionary(N=look)
        elif kind == "/FreeText":
            raise FileRefused(
                Reason.UNFINISHED
            )  # its letters are told by a style that nobody checked
        return made

    def _appearance(self, found: Object) -> Object | None:
        """Return how an annotation looks now."""
        looks = found.get("/AP")
        look = looks.get("/N") if isinstance(looks, Dictionary) else None
        if isinstance(look, Dictionary) and not isinstance(look, Stream):
            look = look.get(str(found.get("/AS", "/Off")))
        if not isinstance(look, Stream):
            return None
        if "/Subtype" not in look:
            look.Subtype = Name.Form
        return self.copier.x_object(look)

    def _link(self, found: Object, made: Dictionary) -> Dictionary | None:
        made.Subtype = Name.Link
        action = found.get("/A")
        if isinstance(action, Dictionary) and action.get("/S") == Name.URI:
            return None  # what stands behind words is seen by nobody who checks them
        goal = found.get("/Dest")
        if isinstance(action, Dictionary) and action.get("/S") == Name.GoTo:
            goal = action.get("/D")
        place = self._destination(goal)
        if place is None:
            return None
        made.Dest = place
        return made

    def _destination(self, found: Object | None) -> Array | None:
        """Return a place in the document, whether it was named or told."""
        if isinstance(found, (Name, String)):
            found = self._named(str(found))
        if isinstance(found, Dictionary):
            found = found.get("/D")
        if not isinstance(found, Array) or len(found) < 2:
            return None
        page = self.pages.get(found[0].objgen) if isinstance(found[0], Dictionary) else None
        if page is None or str(found[1]) not in _FITS:
            return None
        numbers = [self.copier.plain(one) for one in list(found)[2:6]]
        return Array([page, Name(str(found[1])), *numbers])

    def _named(self, name: str) -> Object | None:
        root = self.source.Root
        old = root.get("/Dests")
        if isinstance(old, Dictionary) and name in old:
            return old[name]
        names = root.get("/Names")
        tree = names.get("/Dests") if isinstance(names, Dictionary) else None
        if not isinstance(tree, Dictionary):
            return None
        return pikepdf.NameTree(tree).get(name)

    def _outlines(self) -> None:
        """Copy the bookmarks: their words and where in the document they lead."""
        outlines = self.source.Root.get("/Outlines")
        items = self._bookmarks(outlines, 0) if isinstance(outlines, Dictionary) else []
        if items:
            with self.target.open_outline() as made:
                made.root.extend(items)

    def _bookmarks(self, holder: Object, depth: int) -> list[pikepdf.OutlineItem]:
        found = holder.get("/First")
        items: list[pikepdf.OutlineItem] = []
        while isinstance(found, Dictionary) and depth < MAXIMUM_DEPTH:
            self.bookmarks += 1
            if self.bookmarks > MAXIMUM_BOOKMARKS:
                raise FileRefused(Reason.DAMAGED)  # they lead in a circle
            action = found.get("/A")
            goal = found.get("/Dest")
            if isinstance(action, Dictionary) and action.get("/S") == Name.GoTo:
                goal = action.get("/D")
            item = pikepdf.OutlineItem(_text(found.get("/Title")), self._destination(goal))
            item.children.extend(self._bookmarks(found, depth + 1))
            items.append(item)
            found = found.get("/Next")
        return items


def _inherited(page: Object, key: str) -> Object | None:
    """Return an entry of a page or, where pages share it, of what holds them."""
    holder: Object | None = page
    for _step in range(MAXIMUM_DEPTH):
        if holder is None:
            return None
        if key in holder:
            return holder[key]
        if key not in _INHERITED:
            return None
        holder = holder.get("/Parent")
    return None


def _refuse_hidden_layers(source: Pdf) -> None:
    """Refuse a document that keeps something from its readers until they ask for it: its layers go,
    and what is on them is seen (ISO 32000-1, 8.11)."""
    found = source.Root.get("/OCProperties")
    if not isinstance(found, Dictionary):
        return
    usual = found.get("/D", Dictionary())
    if usual.get("/BaseState", Name.ON) != Name.ON or len(usual.get("/OFF", Array())):
        raise FileRefused(Reason.HIDDEN)
    if any(_is_off_somewhere(layer) for layer in found.get("/OCGs", Array())):
        raise FileRefused(Reason.HIDDEN)
    for one in source.objects:
        if isinstance(one, (Dictionary, Stream)) and any(map(_shows_what_is_off, _layers_of(one))):
            raise FileRefused(Reason.HIDDEN)


def _is_off_somewhere(layer: Object) -> bool:
    """Tell whether a layer is not seen on the screen, or not on paper."""
    usage = layer.get("/Usage") if isinstance(layer, Dictionary) else None
    if not isinstance(usage, Dictionary):
        return False
    states = (
        usage[way].get(f"{way}State")
        for way in ("/View", "/Print", "/Export")
        if isinstance(usage.get(way), Dictionary)
    )
    return any(state == Name.OFF for state in states)


def _layers_of(found: Object) -> list[Object]:
    """Return the object and the layers that it names directly."""
    resources = found.get("/Resources")
    holders = [found.get("/Properties")]
    holders.append(resources.get("/Properties") if isinstance(resources, Dictionary) else None)
    named = [one for held in holders if isinstance(held, Dictionary) for one in held.values()]
    return [found, *(one for one in (found.get("/OC"), *named) if isinstance(one, Dictionary))]


def _shows_what_is_off(layer: Object) -> bool:
    """Tell whether it is a rule by which something is seen though, or because, layers are off."""
    if layer.get("/Type") != Name.OCMD:
        return False
    return "/VE" in layer or layer.get("/P", Name.AnyOn) not in (Name.AnyOn, Name.AllOn)


def _has_value(field: Object) -> bool:
    holder: Object | None = field
    for _step in range(MAXIMUM_DEPTH):
        if holder is None:
            return False
        if "/V" in holder:
            return holder.get("/FT") != Name.Sig and not isinstance(holder["/V"], Dictionary)
        holder = holder.get("/Parent")
    return False


def _is_empty(annotation: Object) -> bool:
    """Tell whether an annotation has no place on its page, as a signature that nobody sees."""
    left, bottom, right, top = (float(one) for one in annotation.Rect)
    return left == right or bottom == top


def _text(found: Object | None) -> str:
    return str(found) if isinstance(found, String) else ""
