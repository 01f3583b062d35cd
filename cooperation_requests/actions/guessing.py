"""Refused words may confirm a guess: they are limited, and on record where the owner sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from activities import recording
from activities.actor import Actor
from activities.clock import now
from activities.errors import KeptRefusal
from activities.models import Activity
from cooperation_requests.codes import CaseKind, MessageVerb, context_of, timeline_of
from cooperation_requests.models import Referral

# So often may the words of one side be refused in one case within a day.
GUESSES: Final = 5
WITHIN: Final = timedelta(days=1)


class GuessRefused(KeptRefusal):
    """Words named somebody whom their writer may not know of; `owners` are the referrals whose
    candidates they named, `words` the keys of what did."""

    def __init__(
        self,
        faults: Mapping[str, list[str]],
        actor: Actor,
        owners: Iterable[UUID],
        words: Iterable[str],
    ) -> None:
        super().__init__(dict(faults))
        self.actor = actor
        self.owners = sorted(set(owners))
        # The same words sent again are no other guess; what they were is not kept.
        self.guess = salted_hmac("guess", "\n".join(sorted(words)), algorithm="sha256").hexdigest()

    def keep(self) -> None:
        """Put the refusal on the record of each owner, who alone reads it."""
        rows = Referral.objects.unrestricted("on its own record").filter(pk__in=self.owners)
        with transaction.atomic():
            for referral in rows:
                recording.record(
                    verb=MessageVerb.REFUSE_WORDS,
                    subject_kind=CaseKind.MESSAGE,
                    subject_id=referral.pk,
                    context=context_of(referral.request_id),
                    actor=self.actor,
                    audiences=[timeline_of(referral.pk)],
                    data={
                        "referral": str(referral.pk),
                        "organisation": str(referral.organisation_id),
                        "guess": self.guess,
                        **_link_of(self.actor),
                    },
                )


def _link_of(actor: Actor) -> dict[str, str]:
    return {"link": str(actor.link.link_id)} if actor.link is not None else {}


def check_guesses_left(actor: Actor, case_id: UUID) -> None:
    """Raise ValidationError where the actor's side guessed too often, each guess counted once;
    whatever the words are, so that this says nothing of them."""
    refused = Activity.objects.unrestricted("counted for their own side").filter(
        context_id=case_id,
        verb=MessageVerb.REFUSE_WORDS,
        happened_at__gt=now() - WITHIN,
        acting_organisation_id=actor.organisation_id,
        acting_company_id=actor.company_id,
        # Who holds a link is a side of its own: nobody learns of another one by its limit.
        data__contains=_link_of(actor),
    )
    if refused.values("data__guess").distinct().count() >= GUESSES:
        raise ValidationError(
            _("Words of this request were refused often today. They are taken again tomorrow.")
        )
