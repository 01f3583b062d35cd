"""Words of somebody within a sentence, in the reader's quotation marks."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _


def quoted(words: Iterable[str]) -> str:
    """Each once, in quotation marks, in the order given."""
    return ", ".join(_("“%(words)s”") % {"words": one} for one in dict.fromkeys(words))
