"""The names and contact data that an introduction hands over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from activities.actor import Actor
from cooperation_requests.known import contact_of_requester, contacts_of_candidates, known_to
from cooperation_requests.models import Suggestion
from notifications.models import Notice


def introduced_suggestion(notice: Notice, reader: Actor) -> Suggestion | None:
    """The suggestion that the notice's introduction is about, if the reader may see it."""
    if notice.activity is None or notice.activity.verb != "introduce":
        return None
    key = notice.activity.data.get("suggestion")
    return (
        Suggestion.objects.visible_to(reader)
        .filter(pk=key)
        .select_related("company", "referral__request")
        .first()
    )


def contact_facts(notice: Notice, reader: Actor) -> list[tuple[str, str]]:
    """Whom the reader was introduced to, with the advisor's words; empty for other notices."""
    row = introduced_suggestion(notice, reader)
    if row is None:
        return []
    known = known_to(reader, [row])
    if row.company_id == reader.company_id or reader.link is not None:
        lines = contact_of_requester(row, known[row.pk])
        words = row.introduction_words_for_candidate
    else:
        lines = contacts_of_candidates([row], known).get(row.pk, [])
        words = row.introduction_words
    return [*lines, (_("Next step"), words)] if lines else []
