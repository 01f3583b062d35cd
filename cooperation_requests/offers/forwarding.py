"""Whom to ask, and who is made responsible."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from cooperation_requests.forms import verbs as f
from cooperation_requests.models import CooperationRequest, Referral
from cooperation_requests.showing.asking import proposed_organisations, to_choose_from
from cooperation_requests.waiting import due_in
from network.queries import advisors_of, network_settings
from web.verbs import Asked, VerbForm

if TYPE_CHECKING:
    from django.http import QueryDict

# The button that finds further agencies instead of sending.
FIND = "find"


class Forward(f.Forward, VerbForm[CooperationRequest]):
    """Proposed organisations first; what is found further stands beside what is ticked."""

    arguments: ClassVar[tuple[str, ...]] = ("deadlines",)

    @classmethod
    def of(
        cls,
        asked: Asked[CooperationRequest],
        data: QueryDict | None,
    ) -> Forward:
        days = network_settings().days_to_answer
        every = proposed_organisations(asked.actor, asked.row)
        shown = to_choose_from(
            every,
            ticked={name.removeprefix("ask_") for name in data or () if name.startswith("ask_")},
            named=str(data.get("named", "")) if data else "",
        )
        rows = [
            (one.organisation, one.line, one.ticked, due_in(one.organisation, days))
            for one in shown
        ]
        if data is not None and FIND in data:
            # Who is found only now has the day that everybody else has.
            data = data.copy()
            for organisation, _line, _ticked, due in rows:
                data.setdefault(f"due_{organisation.pk}", due.isoformat())
        return cls(data, organisations=rows, further=len(every) - len(rows))

    def values(self) -> dict[str, object]:
        return {"deadlines": self.deadlines}


class _Assign(f.Assign):
    def values(self) -> dict[str, object]:
        return {"advisor_id": UUID(self.cleaned_data["advisor"])}


class AssignRequest(_Assign, VerbForm[CooperationRequest]):
    """Advisors of the home agency."""

    arguments: ClassVar[tuple[str, ...]] = ("advisor_id",)

    @classmethod
    def of(
        cls,
        asked: Asked[CooperationRequest],
        data: QueryDict | None,
    ) -> AssignRequest:
        return cls(data, advisors=_advisors(asked.row.home_agency_id))


class AssignReferral(_Assign, VerbForm[Referral]):
    """Advisors of the partner."""

    arguments: ClassVar[tuple[str, ...]] = ("advisor_id",)

    @classmethod
    def of(
        cls,
        asked: Asked[Referral],
        data: QueryDict | None,
    ) -> AssignReferral:
        return cls(data, advisors=_advisors(asked.row.organisation_id))


def _advisors(organisation_id: UUID) -> list[tuple[str, str]]:
    """Who may be made responsible."""
    return [(str(person.pk), person.name) for person in advisors_of(organisation_id)]
