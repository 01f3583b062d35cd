"""Words that go from one side to the other must not give away whom that side may not know yet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from activities.actor import Actor
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.identity import refuse_giveaways
from cooperation_requests.models import Referral, Suggestion
from cooperation_requests.queries import nameable_to_home


def hide_requester(referral: Referral, **texts: str) -> None:
    """Refuse words for a partner that give the requester away before its own introduction."""
    introduced = Referral.objects.unrestricted("a rule").filter(
        Referral.introduced_rule(), pk=referral.pk
    )
    if not introduced.exists():
        refuse_giveaways(
            texts,
            [referral.request.company],
            _("The partner does not know the company yet."),
        )


def hide_candidates(actor: Actor, referral: Referral, **texts: str) -> None:
    """Refuse words for the home agency that give a candidate away before it may be named.

    Of candidates that the writer does not know of nothing is looked for: what is refused would
    tell of them. Words that the home agency writes on the partner's behalf are read by the
    partner, so that they hide the requester too.
    """
    rows = (
        Suggestion.objects.unrestricted("a rule")
        if _is_the_partner(actor, referral)
        else Suggestion.objects.visible_to(actor)
    )
    candidates = rows.filter(referral=referral).select_related("company", "referral__request")
    refuse_giveaways(
        texts,
        [row.company for row in candidates if not nameable_to_home(row)],
        _("The agency that asks does not know the candidate yet."),
    )
    if actor.organisation_id == referral.request.home_agency_id:
        hide_requester(referral, **texts)


def _is_the_partner(actor: Actor, referral: Referral) -> bool:
    if actor.link is not None:
        return actor.link.purpose == LinkPurpose.REFERRAL
    return actor.organisation_id == referral.organisation_id
