"""Opening every route as everybody: who comes with which browser, and what the answer was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from activities import clock
from activities.actor import Actor
from companies.actions import invite
from companies.models import CompanyMember, Contact, JoinRequest
from cooperation_requests.actions import messages, proposing
from network.actions import invite_staff
from network.models import Membership, NetworkSettings, StaffInvitation
from notifications.assembling import assemble
from notifications.models import Delivery, Notice
from tests import factories
from tests.access.people import browser_of
from tests.access.story import Story, document, make_story
from web.models import Export

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
NO_REFERENCE = "KO-2026-99999"
NO_TOKEN = "A" * 43
NOWHERE: dict[str, Any] = {"reference": NO_REFERENCE, "token": NO_TOKEN}
METHODS = ("GET", "POST")
ROLES = (
    *("anonymous", "registered", "company", "stranger", "candidate"),
    *("home advisor", "home coordinator", "home viewer"),
    *("partner advisor", "other partner", "unasked", "secretariat", "link"),
)
SPOKEN = {200: "ok", 204: "ok", 403: "forbidden", 404: "missing", 405: "method", 409: "late"}
SPOKEN |= {410: "gone", 422: "invalid"}


@dataclass
class World:
    """The story at its presentation, with one row of everything that has an address."""

    story: Story
    keys: dict[str, dict[str, Any]]
    browsers: dict[str, Client]

    def address(self, route: str, *, as_role: str = "", existing: bool = True) -> str:
        """The address of `route` (name, or name and verb), of a row that is there or is not."""
        name, verb = name_and_verb(route)
        keys = dict(self.keys.get(route) or self.keys.get(name) or {})
        if "token" in keys and as_role not in {"link", ""}:
            keys["token"] = NO_TOKEN
        if not existing:
            keys = {
                key: NOWHERE.get(key, NOBODY if isinstance(value, UUID) else value)
                for key, value in keys.items()
            }
        if verb:
            keys["verb"] = verb
        return reverse(name, kwargs=keys)


def name_and_verb(route: str) -> tuple[str, str]:
    """The name of a route, and the verb behind it ('' for none)."""
    name, _space, verb = route.partition(" ")
    return name, verb


def routes() -> Iterator[str]:
    """The names of all routes of the URLconf; nameless ones by their pattern."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: Any, before: str, space: str) -> Iterator[str]:
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, here, inner)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}" if one.name else f"/{here}"


def outcome(response: HttpResponse) -> str:
    """One word for an answer."""
    if response.status_code == 302:
        return "login" if response["Location"].startswith("/accounts/login/") else "to"
    return SPOKEN.get(response.status_code, str(response.status_code))


def visit(world: World, role: str, method: str, address: str) -> HttpResponse:
    """Open an address with GET or with an empty POST; whatever that does is undone."""
    browser = world.browsers[role]
    with undone(browser), clock.at(world.story.now()):
        response = browser.generic(method, address, b"", "application/x-www-form-urlencoded")
        response.body = response.getvalue()  # type: ignore[attr-defined]
        return response  # type: ignore[return-value]


@contextmanager
def undone(browser: Client) -> Iterator[None]:
    """Whatever the browser does within is undone."""
    cookies = browser.cookies.copy()
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        browser.cookies = cookies  # type: ignore[assignment]


def make_world() -> World:
    """Tell the story and add a row of everything that has an address."""
    story = make_story().play("presented")
    people = story.people
    with clock.at(story.now()):
        keys = _keys(story)
    browsers = {name: browser_of(actor) for name, actor in people.items()}
    browsers["link"] = Client()
    return World(story, keys, browsers)


def _notice_of(actor: Actor, case: UUID) -> UUID:
    """The last notice of a case that this person got."""
    told = Notice.objects.filter(person_id=actor.user_id, case_id=case)
    return told.latest("created_at").pk


def _exported(actor: Actor) -> Export:
    """A list that this person has as a file."""
    made = Export.objects.create(
        person_id=str(actor.user_id),
        hat=actor.hat,
        address="/desk/?export=csv",
        kind="csv",
        language="en",
        time_zone="UTC",
        name="Requests",
        state="ready",
        rows=0,
        asked_at=clock.now(),
    )
    default_storage.save(made.stored_name, ContentFile(b""))
    return made


def _keys(story: Story) -> dict[str, dict[str, Any]]:
    people = story.people
    owner, advisor = people["company"], people["home advisor"]
    draft = factories.draft(owner, story.company, title="Another one")
    paper = messages.attach(actor=owner, request_id=draft.pk, thread="company", upload=document())
    messages.attach(actor=advisor, request_id=story.case.pk, thread="internal", upload=document())
    further = factories.company(story.partner)
    proposing.propose(
        actor=people["partner advisor"],
        referral_id=story.referrals["partner"].pk,
        company_id=further.pk,
        words="Fits too.",
    )
    drafted = story.referrals["partner"]
    from cooperation_requests.models import Suggestion

    unsent = Suggestion.objects.unrestricted("a test").get(referral=drafted, state="draft")
    unplaced = factories.company(None, legal_name="Unplaced Ltd")
    contact = Contact.objects.create(company=story.company, name="Another Contact")
    company_invitation = invite(
        actor=owner, company_id=story.company.pk, email="new@people.example", language="en"
    )
    staff_invitation = invite_staff(
        actor=people["home coordinator"],
        email="new@staff.example",
        role="advisor",
        on_desk=False,
        language="en",
    )
    member = CompanyMember.objects.get(user_id=owner.user_id)
    membership = Membership.objects.get(user_id=advisor.user_id)
    case = {"reference": story.case.reference}
    drafting = {"request_id": draft.pk}
    first = {"suggestion_id": story.suggestions["first"].pk}
    lane = case | {"referral_id": story.referrals["partner"].pk}
    referral = {"referral_id": story.referrals["partner"].pk}
    of_company = {"company_id": story.company.pk}
    partner_link = {"token": story.token("partner")}
    waiting = JoinRequest.objects.create(company=story.company, user=factories.person())
    with_document = {"document_id": story.brief_document.pk}
    thread = {"thread": "internal"}
    exported = _exported(advisor)
    return _admin_keys(member=membership, invited=staff_invitation) | {
        "web:export": {"export_id": exported.pk},
        "web:export-file": {"export_id": exported.pk},
        "notifications:mailbox-mail": {"key": "1"},
        "notifications:notice": {"notice_id": _notice_of(advisor, case=story.case.pk)},
        "network:public-agency": {"slug": story.home.slug},
        "account_confirm_email": {"key": "1"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "1-1"},
        "network:desk-person": {"membership_id": membership.pk},
        "network:join-staff": {"invitation_id": staff_invitation.pk, "token": NO_TOKEN},
        "companies:join-company": {"invitation_id": company_invitation.pk, "token": NO_TOKEN},
        "companies:company-person": {"member_id": member.pk},
        "companies:company-waiting": {"join_id": waiting.pk},
        "companies:company-invitation": {"invitation_id": company_invitation.pk},
        "network:desk-people-invitation": {"invitation_id": staff_invitation.pk},
        "companies:desk-company-waiting": of_company | {"join_id": waiting.pk},
        "companies:desk-company": of_company,
        "companies:desk-company-edit": of_company,
        "companies:desk-contact-new": of_company,
        "companies:desk-contact": of_company | {"contact_id": contact.pk},
        "companies:desk-company-invite": of_company,
        "companies:desk-company-admit": of_company,
        "companies:desk-company-merge": of_company,
        "companies:placement": {"company_id": unplaced.pk},
        "requests:draft": drafting,
        "requests:draft-typed": drafting,
        "requests:draft-document": drafting,
        "requests:draft-document-removal": drafting | {"attachment_id": paper.pk},
        "requests:draft-verb": drafting,
        "requests:attachment": {"attachment_id": story.attachments[0].pk},
        "requests:attachment-withdrawal": {"attachment_id": story.attachments[0].pk},
        "requests:brief-document": with_document,
        "requests:approach": first,
        "requests:approach-verb": first,
        "requests:request": case,
        "requests:request-write": case,
        "requests:request-attach": case,
        "requests:choice-verb": case | first,
        "requests:request-verb": case,
        "requests:desk-request": case,
        "requests:desk-request-write": case | thread,
        "requests:desk-request-attach": case | thread,
        "requests:desk-suggestion-verb": case | first,
        "requests:desk-lane": lane,
        "requests:desk-lane-write": lane,
        "requests:desk-lane-attach": lane,
        "requests:desk-lane-verb": lane,
        "requests:desk-request-verb": case,
        "requests:desk-referral": referral,
        "requests:desk-referral-write": referral,
        "requests:desk-referral-note": referral,
        "requests:desk-referral-attach": referral,
        "requests:desk-referral-candidates": referral,
        "requests:desk-referral-propose-new": referral,
        "requests:desk-referral-propose-company": referral | {"company_id": further.pk},
        "requests:desk-candidate-discard": referral | {"suggestion_id": unsent.pk},
        "requests:desk-candidate-verb": referral | first,
        "requests:desk-referral-verb": referral,
        "requests:answer": partner_link,
        "requests:answer-verb": partner_link,
        "requests:answer-document": partner_link | with_document,
    }


def _admin_keys(*, member: Membership, invited: StaffInvitation) -> dict[str, dict[str, Any]]:
    """A row of each model that the admin holds."""
    network, _new = NetworkSettings.objects.get_or_create()
    assemble()
    mail = Delivery.objects.earliest("created_at")
    rows = (member, invited, network, mail, member.user, member.organisation)
    keys = {
        f"admin:{row._meta.label_lower.replace('.', '_')}_{page}": {"object_id": row.pk}
        for row in rows
        for page in ("change", "history", "delete")
    }
    return keys | {"admin:app_list": {"app_label": "network"}}
