"""Form fields that several apps use."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from babel.numbers import get_group_symbol
from django import forms
from django.utils.choices import flatten_choices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from web.dates import reader_locale

# Between thousands in some language and a fraction in none.
THOUSANDS = " '’"


class WholeNumberField(forms.IntegerField):
    """A whole number as its reader's language groups it ('1.000' is a thousand in German). What
    another language would group, or a fraction, is refused: '1.000' is no number to a Briton."""

    widget = forms.TextInput

    def to_python(self, value: object) -> int | None:
        text = unicodedata.normalize("NFKC", str(value)).strip() if value is not None else ""
        between = re.escape(THOUSANDS + get_group_symbol(reader_locale()))
        if not re.fullmatch(rf"[+-]?(\d+|\d{{1,3}}([{between}]\d{{3}})+)|", text):
            raise forms.ValidationError(
                _("Write a whole number without points, commas or blanks, for example 1000.")
            )
        return super().to_python(re.sub(rf"[{between}]", "", text))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric"}


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WordList(forms.CharField):
    """Words or codes separated by commas or spaces, such as 'ISO 9001, IATF 16949'."""

    def __init__(self, *, longest: int = 60, most: int = 20, **kwargs: Any) -> None:
        self.longest = longest
        self.most = most
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 1_000)
        super().__init__(**kwargs)

    def prepare_value(self, value: object) -> object:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: object) -> list[str]:
        text = super().clean(value)
        words = [" ".join(word.split()) for word in re.split(r"[,;\n]", text or "")]
        found = list(dict.fromkeys(word for word in words if word))
        if len(found) > self.most or any(len(word) > self.longest for word in found):
            raise forms.ValidationError(
                _("At most %(most)s entries of %(longest)s characters, separated by commas.")
                % {"most": self.most, "longest": self.longest}
            )
        return found


def in_words(field: forms.Field, value: object) -> str:
    """A stored value as the form's reader knows it."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    choices: Any = getattr(field, "choices", None) or ()
    named: Any = flatten_choices(choices)
    names = {str(key): str(label) for key, label in named}
    values = value if isinstance(value, list | tuple) else [value]
    return (
        ", ".join(names.get(str(one), str(one)) for one in values if one not in (None, "")) or "–"
    )
