"""The page of a verb of a case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from activities.errors import NoLongerPossible
from activities.workflow import Row
from cooperation_requests.locks import lock_request
from cooperation_requests.models import CooperationRequest
from cooperation_requests.showing.who import Reader, told_too_late
from web.verbs import VerbPage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class CaseVerbPage(VerbPage[Row]):
    """Beside the form, whose case it is and what it is about."""

    template_name = "requests/verb.html"

    @property
    def case(self) -> CooperationRequest:
        """The request of the row."""
        raise NotImplementedError

    @property
    def about(self) -> str:
        """What of the case the verb is about, beside its reference."""
        return ""

    def said_since(self) -> tuple[datetime | None, StrOrPromise]:
        return self.case.submitted_at, _("This day is before the request.")

    def hold(self) -> None:
        lock_request(self.case.pk)

    def further(self) -> dict[str, Any]:
        parts = (self.case.reference or "", self.about)
        return {"kicker": " · ".join(part for part in parts if part)}

    def told_too_late(self, late: NoLongerPossible) -> str:
        return told_too_late(late, Reader(self.actor, self.case))
