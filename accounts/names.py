"""What a name needs, of a person, a company, an agency."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Letters to Unicode that show nothing (Hangul fillers); Braille's blank is a symbol.
FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0")


def check_visible(text: str) -> None:
    """Raise ValidationError for a name of signs alone that nobody sees or can say."""
    shown = unicodedata.normalize("NFC", text)
    if not any(sign.isalnum() and sign not in FILLERS for sign in shown):
        raise ValidationError(_("A name needs a letter or a digit."), code="invisible")


def fold(text: str) -> str:
    """Lower case without accents: how names are sorted and compared."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).strip()
