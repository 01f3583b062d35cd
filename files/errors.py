"""Why a file was not taken, or cannot be sent on."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Reason(StrEnum):
    """What is wrong with a file; kept with those that may stay but not be sent."""

    KIND = "kind"
    DISAGREES = "disagrees"
    ENCODING = "encoding"
    EMPTY = "empty"
    SIZE = "size"
    SIZE_CLEANED = "size_cleaned"
    TOTAL = "total"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    PIXELS = "pixels"
    PIXELS_TOGETHER = "pixels_together"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    TOO_COSTLY = "too_costly"
    BUSY = "busy"
    PICTURE_KIND = "picture_kind"
    EMBEDDED = "embedded"
    LINKED = "linked"
    HIDDEN = "hidden"
    CROPPED = "cropped"
    UNFINISHED = "unfinished"
    NOT_KNOWN = "not_known"
    NOT_EXAMINED = "not_examined"


MESSAGES: Final[dict[Reason, _StrPromise]] = {
    Reason.KIND: _("Files of this kind are not taken. Send one of: %(extensions)s."),
    Reason.DISAGREES: _(
        "The file's name ends in .%(extension)s, but its content is something else."
    ),
    Reason.ENCODING: _(
        "This is no text, or one in an encoding that is not known. Save it as UTF-8 and send that."
    ),
    Reason.EMPTY: _("The file is empty."),
    Reason.SIZE: _("The file is larger than %(limit)s MB."),
    Reason.SIZE_CLEANED: _(
        "Cleaned of what nobody sees, the document has more than %(limit)s MB. Save it with "
        "smaller pictures, or with nothing beside its pages, and send that."
    ),
    Reason.TOTAL: _(
        "With this file you would have sent more than %(limit)s MB here. Remove one first."
    ),
    Reason.DAMAGED: _(
        "The file is damaged and can't be read. Open it, save it again and send that."
    ),
    Reason.ENCRYPTED: _("The file is protected by a password. Save it without one and send that."),
    Reason.MACROS: _("The file holds macros. Save it without them and send that."),
    Reason.PIXELS: _("The picture has more than %(limit)s million points. Send it smaller."),
    Reason.PIXELS_TOGETHER: _(
        "The pictures in the document have more than %(limit)s million points together. Send "
        "them smaller."
    ),
    Reason.TOO_LARGE_UNPACKED: _(
        "The file unpacks to far more than its size. Send it in another form, as a PDF say."
    ),
    Reason.TOO_COSTLY: _(
        "The file takes too long to be read. Save it again, smaller or as a PDF, and send that."
    ),
    Reason.BUSY: _("Many documents are being looked at. Send this one again in a minute."),
    Reason.PICTURE_KIND: _(
        "A picture in the document can't be cleaned of its properties. "
        "Save the document as a PDF and send that."
    ),
    Reason.EMBEDDED: _(
        "The document holds another document that can't be cleaned of its properties. "
        "Remove it, or save the whole as a PDF and send that."
    ),
    Reason.LINKED: _(
        "The document shows a picture, an object or a text that lies elsewhere. Put it into the "
        "document itself, or save the whole as a PDF and send that."
    ),
    Reason.HIDDEN: _(
        "The document holds hidden text, sheets, rows, columns or layers. Show them or delete "
        "them, save it and send that."
    ),
    Reason.CROPPED: _(
        "A picture in the document is cropped: what was cut off is still in the file. In Word "
        "choose Picture Format, Compress Pictures, Delete cropped areas; or save the whole as a "
        "PDF and send that."
    ),
    Reason.UNFINISHED: _(
        "The document holds changes to be decided on or fields to be filled in. Accept the "
        "changes, turn the fields into text, or print it as a PDF and send that."
    ),
    Reason.NOT_KNOWN: _(
        "The document holds something that can't be cleaned. Print it as a PDF anew and send that."
    ),
    Reason.NOT_EXAMINED: _("It has not been looked at yet. Try again in some minutes."),
}


class FileRefused(ValidationError):
    """The file is not taken; the message says in the reader's language what to do instead."""

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(MESSAGES[reason], code=reason.value, params=details)
        self.reason = reason
        self.details = details


class NotSendable(ValidationError):
    """A stored document cannot go to another side; the message names it and says why."""

    def __init__(self, name: str, why: FileRefused) -> None:
        super().__init__(
            _("%(name)s: %(why)s"),
            code=why.reason.value,
            params={"name": name, "why": " ".join(why.messages)},
        )
        self.reason = why.reason
