"""What people hear about companies, and in what words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.models import Activity
from companies.enums import CompanyTopic, Source
from companies.models import Company, CompanyInvitation, JoinRequest
from network.queries import desks_of
from notifications.models import Notice
from notifications.outbox import Entry, Recipient, put
from notifications.registry import (
    Message,
    Renderer,
    Summary,
    Topic,
    register,
    register_topics,
)
from web.links import address_of
from web.pages import Needs

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _company(notice: Notice) -> Company | None:
    return (
        Company.objects.unrestricted("rendering for its own side")
        .select_related("agency")
        .filter(pk=notice.subject_id)
        .first()
    )


def tell_registered(company: Company, activity: Activity, *, nobody_serves: bool) -> None:
    """The home desk hears of a new company; where nobody serves it, the secretariat."""
    if company.agency is not None:
        desk = desks_of([company.agency])[company.agency.pk]
        recipients = [Recipient(person=one, hat_id=company.agency.pk) for one in desk.people]
        if desk.mailbox:
            recipients.append(
                Recipient(
                    address=desk.mailbox,
                    hat_id=company.agency.pk,
                    language=company.agency.desk_language,
                )
            )
        kind = "company.registered"
    elif nobody_serves:
        people = User.objects.filter(is_secretariat=True, is_active=True)
        recipients = [Recipient(person=one) for one in people]
        kind = "company.unplaced"
    else:
        return
    put(
        Entry(kind=kind, recipient=one, subject_id=company.pk, activity=activity)
        for one in recipients
    )


def tell_placed(company: Company, activity: Activity) -> None:
    """The company's people hear which agency serves it, its desk hears of the company."""
    put(
        Entry(
            kind="company.placed",
            recipient=Recipient(person=member.user, hat_id=company.pk),
            subject_id=company.pk,
            activity=activity,
        )
        for member in company.members.select_related("user")
    )
    tell_registered(company, activity, nobody_serves=False)


def tell_invited(invitation: CompanyInvitation, activity: Activity) -> None:
    """The invited address gets the link."""
    put(
        [
            Entry(
                kind="company.invited",
                recipient=Recipient(address=invitation.email, language=invitation.language),
                subject_id=invitation.pk,
                activity=activity,
                occasion=f"invitation:{invitation.pk}",
            )
        ]
    )


def tell_people(company: Company, what: str, activity: Activity, about: User | None = None) -> None:
    """The company's people hear who acts for it, or is invited to; but for the one it is about, and
    who did it."""
    put(
        Entry(
            kind=f"company.{what}",
            recipient=Recipient(person=member.user, hat_id=company.pk),
            subject_id=company.pk,
            activity=activity,
            occasion=f"activity:{activity.pk}:{about.pk if about else ''}",
        )
        for member in company.members.select_related("user")
        if member.user_id not in {activity.actor_id, about.pk if about else None}
    )


def tell_removed(company: Company, person: User, activity: Activity) -> None:
    """Who may no longer act for a company hears of it, but for who left it."""
    if activity.actor_id != person.pk:
        _tell_outside("company.removed", company, [person], activity)


def tell_waiting(company: Company, people: Iterable[User], activity: Activity) -> None:
    """Who registered a company that was known hears what became of it."""
    _tell_outside("company.merged", company, people, activity)


def _tell_outside(kind: str, company: Company, people: Iterable[User], activity: Activity) -> None:
    """People without the company's hat."""
    put(
        Entry(
            kind=kind,
            recipient=Recipient(person=person),
            subject_id=company.pk,
            activity=activity,
        )
        for person in people
    )


def _of_people(subject: StrOrPromise, lead: StrOrPromise) -> Callable[[Notice], Message | None]:
    """What a company's people hear of one another."""

    def message(notice: Notice) -> Message | None:
        company = _company(notice)
        if company is None or company.pk != notice.hat_id:
            return None
        return Message(
            subject=str(subject),
            # What a stranger calls itself does not go out in our name.
            lead=str(lead)
            % {"company": company.legal_name if company.is_admitted else _("your company")},
            action=(_("Open the people of the company"), _url("companies:company-people")),
            why=_("You get this because you act for a company in the portal."),
        )

    return message


def _merged(notice: Notice) -> Message | None:
    if not JoinRequest.objects.filter(company=notice.subject_id, user=notice.person).exists():
        return None
    return Message(
        subject=_("Your registration"),
        lead=_(
            "Your agency knows the company that you registered. You act for it as soon as one of "
            "its people, or your agency, has confirmed it."
        ),
        why=_("You get this because you registered a company in the portal."),
    )


def _removed(notice: Notice) -> Message | None:
    company = _company(notice)
    if company is None or company.members.filter(user=notice.person).exists():
        return None
    return Message(
        subject=_("You no longer act for your company"),
        lead=_(
            "Somebody took your right to act for a company in the portal. Tell its people, or your "
            "agency, if that is wrong."
        ),
        why=_("You get this because you acted for a company in the portal."),
    )


def _registered(notice: Notice) -> Message | None:
    company = _company(notice)
    if company is None or not company.is_served_by(notice.hat_id):
        return None
    registered = company.source == Source.REGISTERED
    if not company.is_admitted:
        lead = _("A company registered that belongs to your region. Look at it, then admit it.")
    elif registered:
        lead = _("%(company)s registered and belongs to your region.")
    else:
        lead = _("%(company)s is new in the portal and belongs to your region.")
    return Message(
        subject=_("A company registered with your agency")
        if registered
        else _("A company of your region is new in the portal"),
        lead=lead % {"company": company.legal_name},
        action=(_("Open the company"), _url("companies:desk-company", company_id=company.pk)),
        why=_("You get this because you are on the desk of your agency."),
    )


def _unplaced(notice: Notice) -> Message | None:
    company = _company(notice)
    if company is None or company.agency_id is not None:
        return None
    return Message(
        subject=_("A company waits for an agency"),
        lead=_("A company registered from a region that no agency of the network serves."),
        action=(_("Place the company"), _url("companies:placements")),
        why=_("You get this because you are in the network’s secretariat."),
    )


def _placed(notice: Notice) -> Message | None:
    company = _company(notice)
    if company is None or company.agency is None:
        return None
    return Message(
        subject=_("Your agency is found"),
        lead=_("%(agency)s is your single point of contact in the network.")
        % {"agency": company.agency.name},
        action=(_("Go on in Kontor"), _url("web:start")),
        why=_("You get this because you act for a company in the portal."),
    )


def _invited(notice: Notice) -> Message | None:
    invitation = (
        CompanyInvitation.objects.filter(
            pk=notice.subject_id, accepted_at__isnull=True, revoked_at__isnull=True
        )
        .select_related("company")
        .first()
    )
    if invitation is None:
        return None
    return Message(
        subject=_("You are invited to act for your company"),
        # What a stranger typed does not go out in our name.
        lead=_("You are invited to act for %(company)s in the network’s portal.")
        % {"company": invitation.company.legal_name}
        if invitation.company.is_admitted
        else _("You are invited to act for a company in the network’s portal."),
        action=(
            _("Accept the invitation"),
            address_of(invitation),
        ),
        why=_("Somebody who acts for the company entered this address."),
    )


def _url(name: str, **arguments: object) -> str:
    return settings.KONTOR_BASE_URL + reverse(name, kwargs=arguments or None)


# What the people of a company hear of one another.
OF_PEOPLE: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
    "company.joined": (
        gettext_lazy("Somebody acts for your company now"),
        gettext_lazy(
            "Somebody acts for %(company)s in the portal from now on. Tell your agency if that is "
            "wrong."
        ),
    ),
    "company.person_invited": (
        gettext_lazy("Somebody is invited to act for your company"),
        gettext_lazy(
            "Somebody was invited to act for %(company)s in the portal. Tell your agency if that "
            "is wrong."
        ),
    ),
    "company.left": (
        gettext_lazy("Somebody no longer acts for your company"),
        gettext_lazy(
            "Somebody no longer acts for %(company)s in the portal. Tell your agency if that is "
            "wrong."
        ),
    ),
    "company.join_asked": (
        gettext_lazy("Somebody wants to act for your company"),
        gettext_lazy(
            "Somebody registered %(company)s again and wants to act for it. Say whether they may."
        ),
    ),
}


TOPICS = (
    Topic(CompanyTopic.PEOPLE, gettext_lazy("The people of the company"), Needs.COMPANY),
    Topic(CompanyTopic.NEW_COMPANIES, gettext_lazy("New companies of the agency"), Needs.STAFF),
    Topic(
        CompanyTopic.PLACEMENTS,
        gettext_lazy("Companies that wait for an agency"),
        Needs.SECRETARIAT,
    ),
)


def register_kinds() -> None:
    """Bind the kinds of this app; called when the app is ready."""
    register_topics(*TOPICS)
    for kind, (subject, lead) in OF_PEOPLE.items():
        register(
            kind,
            Renderer(
                _of_people(subject, lead),
                lambda notice, subject=subject: Summary(  # type: ignore[misc]
                    str(subject), reverse("companies:company-people")
                ),
                CompanyTopic.PEOPLE,
                asks=True,
            ),
        )
    register(
        "company.merged",
        Renderer(
            _merged,
            lambda notice: Summary(_("Your registration"), reverse("web:start")),
            CompanyTopic.PEOPLE,
            at_once=True,
        ),
    )
    register(
        "company.removed",
        Renderer(
            _removed,
            lambda notice: Summary(_("You no longer act for your company"), reverse("web:start")),
            CompanyTopic.PEOPLE,
            at_once=True,
        ),
    )
    _register_kinds_of_agencies()


def _register_kinds_of_agencies() -> None:
    """What desks and the secretariat hear, and the companies of them."""
    register(
        "company.registered",
        Renderer(
            _registered,
            lambda notice: Summary(
                _("A company is new with your agency."),
                reverse("companies:desk-company", kwargs={"company_id": notice.subject_id}),
            ),
            CompanyTopic.NEW_COMPANIES,
            asks=True,
        ),
    )
    register(
        "company.unplaced",
        Renderer(
            _unplaced,
            lambda notice: Summary(
                _("A company waits for an agency."), reverse("companies:placements")
            ),
            CompanyTopic.PLACEMENTS,
            asks=True,
        ),
    )
    register(
        "company.placed",
        Renderer(
            _placed,
            lambda notice: Summary(_("Your agency is found."), reverse("companies:company")),
            CompanyTopic.PEOPLE,
        ),
    )
    register(
        "company.invited",
        Renderer(
            _invited,
            lambda notice: Summary(_("An invitation."), reverse("companies:company")),
            CompanyTopic.PEOPLE,
            asks=True,
        ),
    )
