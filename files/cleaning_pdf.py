"""PDF without properties: information, XMP, attachments, authors of comments, signatures."""

import io
from collections.abc import Callable
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from files.archives import damaged, encrypted
from files.cleaning_pictures import strip_jpeg
from files.errors import FileRefused

# What any object of a PDF may carry besides what is seen.
_PRIVATE: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/EF", "/Thumb")
_OF_THE_DOCUMENT: Final = ("/Collection", "/Perms", "/Legal", "/OpenAction", "/AA", "/SpiderInfo")
_OF_AN_ANNOTATION: Final = ("/M", "/CreationDate", "/NM", "/Subj", "/RC")
_NAME_TREES: Final = ("/EmbeddedFiles", "/JavaScript", "/Renditions", "/AlternatePresentations")
# Annotations that are containers of files.
_CARRIERS: Final = frozenset(
    {"/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"}
)
_SIGNATURES: Final = frozenset({"/Sig", "/DocTimeStamp"})
_JPEG_2000_BOXES: Final = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c", b"jpch", b"jplh"})


def clean_pdf(content: bytes) -> bytes:
    """Return the PDF without properties. Raises `FileRefused`, as for one with a password."""
    try:
        once = _rewritten(content)
        # What the first pass let go of is still in its bytes: the second copies what is in use.
        return _rewritten(once)
    except FileRefused:
        raise
    except Exception as error:  # pypdf raises dozens of kinds on hostile bytes
        raise damaged() from error


def _rewritten(content: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise encrypted()
    if not reader.pages:
        raise damaged()
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    _clean_root(writer.root_object)
    for found in list(writer._objects):
        if isinstance(found, StreamObject):
            _clean_stream(found)
        _clean_everything_in(found)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _clean_root(root: DictionaryObject) -> None:
    for key in _OF_THE_DOCUMENT:
        root.pop(NameObject(key), None)
    names = _resolved(root.get("/Names"))
    if isinstance(names, DictionaryObject):
        for key in _NAME_TREES:
            names.pop(NameObject(key), None)
    form = _resolved(root.get("/AcroForm"))
    if isinstance(form, DictionaryObject):
        form.pop(NameObject("/XFA"), None)


def _clean_everything_in(found: Any) -> None:
    """Clean an object and what lies directly in it; what it refers to is met by itself."""
    pending = [found]
    while pending:
        here = pending.pop()
        if isinstance(here, DictionaryObject):
            _clean_dictionary(here)
            pending.extend(here.values())
        elif isinstance(here, ArrayObject):
            pending.extend(here)


def _clean_dictionary(found: DictionaryObject) -> None:
    for key in _PRIVATE:
        found.pop(NameObject(key), None)
    if _resolved(found.get("/Type")) in _SIGNATURES and "/ByteRange" in found:
        found.clear()  # of no worth once the document changed, and it names the signer
        return
    subtype = _resolved(found.get("/Subtype"))
    if "/Rect" in found and subtype is not None:
        for key in _OF_AN_ANNOTATION:
            found.pop(NameObject(key), None)
        if subtype != "/Widget":  # there /T is the name of a field
            found.pop(NameObject("/T"), None)
        found.pop(NameObject("/AA"), None)
    annotations = _resolved(found.get("/Annots"))
    if isinstance(annotations, ArrayObject):
        kept = [one for one in annotations if _subtype_of(one) not in _CARRIERS]
        if len(kept) != len(annotations):
            found[NameObject("/Annots")] = ArrayObject(kept)


def _subtype_of(annotation: Any) -> str | None:
    resolved = _resolved(annotation)
    return resolved.get("/Subtype") if isinstance(resolved, DictionaryObject) else None


def _resolved(found: Any) -> Any:
    return found.get_object() if isinstance(found, IndirectObject) else found


def _clean_stream(stream: StreamObject) -> None:
    """Strip pictures that lie in the PDF as whole files."""
    if stream.get("/Subtype") != "/Image":
        return
    filters = _resolved(stream.get("/Filter"))
    names = [_resolved(one) for one in filters] if isinstance(filters, ArrayObject) else [filters]
    if names[-1] not in _PICTURE_FILES:
        return
    content = _PICTURE_FILES[names[-1]](_unwrapped(stream, names[:-1]))
    stream._data = content
    stream[NameObject("/Filter")] = NameObject(names[-1])
    if len(names) > 1:
        parameters = _resolved(stream.pop(NameObject("/DecodeParms"), None))
        last = _resolved(parameters[-1]) if isinstance(parameters, ArrayObject) else None
        if isinstance(last, DictionaryObject):
            stream[NameObject("/DecodeParms")] = last


def _unwrapped(stream: StreamObject, wrappings: list[Any]) -> bytes:
    """Return a picture's file without the codings around it, as ASCII85."""
    if not wrappings:
        return bytes(stream._data)
    wrapped = EncodedStreamObject()
    wrapped._data = stream._data
    wrapped[NameObject("/Filter")] = ArrayObject(NameObject(name) for name in wrappings)
    parameters = _resolved(stream.get("/DecodeParms"))
    if isinstance(parameters, ArrayObject):
        wrapped[NameObject("/DecodeParms")] = ArrayObject(parameters[: len(wrappings)])
    return bytes(wrapped.get_data())


def _without_boxes(content: bytes) -> bytes:
    """Return a JPEG 2000 picture (ISO 15444-1) with the boxes alone that are needed to see it."""
    if content.startswith(b"\xff\x4f"):
        return content  # a bare code stream
    kept = bytearray()
    position = 0
    while position + 8 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        if length == 1:
            length = int.from_bytes(content[position + 8 : position + 16], "big")
        end = len(content) if length == 0 else position + length
        if end <= position or end > len(content):
            raise damaged()
        if content[position + 4 : position + 8] in _JPEG_2000_BOXES:
            kept += content[position:end]
        position = end
    return bytes(kept)


_PICTURE_FILES: Final[dict[Any, Callable[[bytes], bytes]]] = {
    "/DCTDecode": strip_jpeg,
    "/JPXDecode": _without_boxes,
}
