"""The names and contact data that an introduction hands over."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from activities.actor import Actor
from companies.models import Company
from cooperation_requests.enums import SuggestionState
from cooperation_requests.models import Suggestion
from notifications.models import Notice


def load_contacts(companies: Iterable[Company]) -> None:
    """Read the people of all these companies at once, for `contact_lines`."""
    prefetch_related_objects(list(companies), "members__user", "contacts")


def contact_lines(company: Company) -> list[tuple[str, str]]:
    """Name, town, website and contact person of a company, as (term, value)."""
    lines = [(_("Company"), company.legal_name)]
    if company.city:
        lines.append((_("Town"), company.city))
    if company.website:
        lines.append((_("Website"), company.website))
    active = (one for one in company.members.all() if one.user.is_active)
    member = min(active, key=lambda one: one.since, default=None)
    contact = None if member else next(iter(company.contacts.all()), None)
    if member:
        lines += [(_("Contact person"), member.user.name), (_("E-mail"), member.user.email)]
        if member.telephone:
            lines.append((_("Telephone"), member.telephone))
    elif contact:
        lines.append((_("Contact person"), contact.name))
        if contact.email:
            lines.append((_("E-mail"), contact.email))
        if contact.telephone:
            lines.append((_("Telephone"), contact.telephone))
    return lines


def introduced_suggestion(notice: Notice, reader: Actor) -> Suggestion | None:
    """The suggestion that the notice's introduction is about, if the reader may see it."""
    if notice.activity is None or notice.activity.verb != "introduce":
        return None
    key = notice.activity.data.get("suggestion")
    return (
        Suggestion.objects.visible_to(reader)
        .filter(pk=key, state=SuggestionState.INTRODUCED)
        .select_related("company", "referral__request__company")
        .first()
    )


def contact_facts(notice: Notice, reader: Actor) -> list[tuple[str, str]]:
    """Whom the reader was introduced to, with the advisor's words; empty for other notices."""
    row = introduced_suggestion(notice, reader)
    if row is None:
        return []
    own = {reader.company_id} if reader.company_id else set()
    is_candidate = row.company_id in own or reader.link is not None
    other = row.referral.request.company if is_candidate else row.company
    words = row.introduction_words_for_candidate if is_candidate else row.introduction_words
    return [*contact_lines(other), (_("Next step"), words)]
