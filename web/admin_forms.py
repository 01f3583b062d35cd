"""Forms of Django's admin are carried out on the values that they were drawn from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.translation import gettext as _

from web.components import SUBMIT_KEY_FIELD
from web.fields import in_words
from web.typed_text import read_key


class DrawnFromRow(forms.ModelForm):  # type: ignore[type-arg]
    """What two people change at a time neither overwrites unseen: a field that somebody else
    changed says what it is now, and what was typed waits for a second yes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = {} if self.instance._state.adding else self._values(self.instance)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        key = read_key(self.data.get(SUBMIT_KEY_FIELD, ""))
        if key is None or self.instance._state.adding:
            return data
        rows = type(self.instance)._default_manager.select_for_update(of=("self",))
        self.stored = self._values(rows.get(pk=self.instance.pk))
        changed = key.changed_since(self.stored)
        for name in changed:
            now_is = in_words(self.fields[name], self.stored[name])
            words = _(
                "Somebody changed this meanwhile; it is now “%(now)s”. Saved again, it is replaced."
            )
            self.add_error(name, words % {"now": now_is})
        if changed:
            # The next sending is on the values that are shown now.
            sent = QueryDict(mutable=True)
            sent.update(self.data)
            sent.pop(SUBMIT_KEY_FIELD)
            self.data = sent
        return data

    def _values(self, row: Model) -> dict[str, Any]:
        return model_to_dict(row, fields=list(self.fields))
