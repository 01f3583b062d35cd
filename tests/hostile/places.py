"""Where people type: every form of every route and verb, who reaches it, and in which case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from activities import clock
from companies.models import CompanyMember, Contact
from cooperation_requests import answer_links
from cooperation_requests.actions import answers, choosing, proposing
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.forms.need import STEPS
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.offers.company import AS_CANDIDATE
from cooperation_requests.offers.partner import BY_LINK
from tests import factories
from tests.access.people import browser_of, with_second_factor
from tests.access.routes import ACCOUNTS, ADMIN
from tests.access.story import Story
from tests.access.walking import World, make_world
from web.verbs import Offers

PASSWORD = "correct horse 9 battery"


@dataclass(frozen=True)
class Place:
    """One form. `case`: in which one of the further cases; `given`: valid texts of its own.

    `accepts` is false where a valid answer is a secret: there is nothing to compare with.
    `typed`: what a form has that is drawn elsewhere.
    """

    role: str
    case: str = ""
    given: dict[str, str] = field(default_factory=dict)
    accepts: bool = True
    typed: tuple[str, ...] | None = None


def _verbs(route: str, role: str, **cases: str) -> dict[str, Place]:
    """One place for each verb of a route, by the case in which it may be done."""
    return {f"{route} {verb}": Place(role, case) for verb, case in cases.items()}


PASSWORDS = {"password1": "another 7 good one", "password2": "another 7 good one"}

PLACES: dict[str, Place] = {
    # whoever is signed in
    "kontor:profile": Place("company"),
    "notifications:wishes": Place("company"),
    "notifications:notices-read": Place("company", typed=()),
    "web:switch-hat": Place("company", accepts=False, typed=("hat",)),
    "set_language": Place("company", given={"language": "de", "next": "/"},
                          typed=("language", "next")),
    "companies:company-new": Place(
        "registered", given={"legal_name": "New Works", "country": "DE"}),
    # the own company
    "companies:company-agency": Place("unplaced"),
    "companies:company-edit": Place("company"),
    "companies:company-people": Place("company"),
    "companies:company-person": Place("company"),
    "companies:company-waiting": Place("company"),
    "companies:company-invitation": Place("company", typed=()),
    "network:desk-people-invitation": Place("home coordinator", typed=()),
    # the own requests
    "requests:request-new": Place("company"),
    **{f"requests:draft?step={step}": Place("company") for step in STEPS},
    "requests:draft-typed?step=need": Place("company", typed=("kind", "title", "text", "language")),
    "requests:draft-typed?step=where": Place("company", typed=("regions", "sectors")),
    "requests:draft-typed?step=details": Place(
        "company", typed=("quantities", "size_classes", "languages")),
    "requests:draft-document": Place("company"),
    "requests:draft-document-removal": Place("company"),
    "requests:attachment-withdrawal": Place("company"),
    **_verbs("requests:draft-verb", "company", submit="", discard=""),
    "requests:request-write": Place("company"),
    "requests:request-attach": Place("company"),
    **_verbs("requests:request-verb", "company", answer="needs_information", withdraw="submitted",
             reopen="withdrawn"),
    **_verbs("requests:choice-verb", "company", choose="presented", **{"pass": "presented"}),
    **_verbs("requests:approach-verb", "candidate", agree="chosen", refuse="chosen"),
    # the desk
    "network:desk-people-invite": Place("home coordinator"),
    "network:desk-person": Place("home coordinator"),
    "companies:desk-company-new": Place(
        "home advisor", given={"legal_name": "New Works", "country": "DE"}),
    "companies:desk-company-edit": Place("home advisor"),
    "companies:desk-contact-new": Place("home advisor"),
    "companies:desk-contact": Place("home advisor"),
    "companies:desk-company-invite": Place("home advisor"),
    "companies:desk-company-waiting": Place("home advisor"),
    "companies:desk-company-admit": Place("home advisor"),
    "companies:desk-company-merge": Place("home advisor"),
    "requests:desk-request-write": Place("home advisor"),
    "requests:desk-request-attach": Place("home advisor"),
    **_verbs(
        "requests:desk-request-verb", "home advisor",
        take="submitted", ask="in_triage", answer="needs_information", resume="needs_information",
        qualify="in_triage", revise="qualified", forward="qualified", present="shortlisted",
        introduce="agreed", decline="in_triage", close="qualified", withdraw="submitted",
        reopen="closed",
    ),
    "requests:desk-request-verb assign": Place("home coordinator", "in_triage"),
    **_verbs("requests:desk-suggestion-verb", "home advisor", shortlist="answered",
             set_aside="answered", choose="presented", **{"pass": "presented"}),
    "requests:desk-lane-write": Place("home advisor"),
    "requests:desk-lane-attach": Place("home advisor"),
    **_verbs(
        "requests:desk-lane-verb", "home advisor",
        reply="asked_back", remind="sent", extend="sent", recall="sent",
        answer="told", add="told_more", find_none="sent", decline="sent",
    ),
    # the partner
    "requests:desk-referral-write": Place("partner advisor"),
    "requests:desk-referral-note": Place("partner advisor"),
    "requests:desk-referral-attach": Place("partner advisor"),
    "requests:desk-referral-propose-new": Place("partner advisor"),
    "requests:desk-referral-propose-company": Place("partner advisor", "sent"),
    "requests:desk-candidate-discard": Place("partner advisor", "proposed"),
    **_verbs("requests:desk-candidate-verb", "partner advisor", ask_candidate="answered",
             agree="answered", refuse="answered", take_back="answered"),
    **_verbs(
        "requests:desk-referral-verb", "partner advisor",
        accept="sent", answer="proposed", add="added", ask_back="sent", find_none="sent",
        decline="sent", assign="sent",
    ),
    # the secretariat
    "companies:placement": Place("secretariat"),
    # by link
    **_verbs("requests:answer-verb", "link", accept="sent", find_none="sent", decline="sent"),
    **_verbs("requests:answer-verb", "link", agree="chosen", refuse="chosen"),
    # accounts
    "account_login": Place("anonymous", given={"login": "holder@people.example",
                                               "password": PASSWORD}),
    "account_logout": Place("holder"),
    "account_signup": Place("anonymous", given=PASSWORDS),
    "account_reauthenticate": Place("holder", given={"password": PASSWORD}),
    "account_email": Place("company", given={"action_add": ""}),
    "account_change_password": Place("holder", given=PASSWORDS | {"oldpassword": PASSWORD}),
    "account_set_password": Place("company", given=PASSWORDS),
    "account_reset_password": Place("anonymous"),
    "account_reset_password_from_key": Place("resetting", given=PASSWORDS),
    "mfa_authenticate": Place("half signed in", accepts=False),
    "mfa_reauthenticate": Place("home advisor", accepts=False),
    "mfa_activate_totp": Place("company", accepts=False),
    "mfa_generate_recovery_codes": Place("company", accepts=False),
    # Django's admin
    "admin:network_organisation_add": Place("secretariat", given={
        "slug": "new-agency", "country": "DE", "seat": "DE111", "time_zone": "Europe/Berlin",
        "regions": "DE", "languages": "en", "holiday_part": "Augsburg", "own_holidays": "7.12."}),
    "admin:network_organisation_change": Place("secretariat", given={
        "holiday_part": "", "own_holidays": "7.12.; 8.2.2027"}),
    "admin:network_staffinvitation_add": Place(
        "secretariat", given={"organisation": "Vilnius-Tarnyba"}),
    "admin:network_membership_change": Place("secretariat"),
    "admin:network_membership_delete": Place("secretariat"),
    "admin:network_networksettings_change": Place("secretariat", given={"days_to_answer": "7"}),
    "admin:accounts_user_change": Place("secretariat"),
    **{
        f"admin:{model}_changelist": Place("secretariat", accepts=False)
        for model in (
            *("accounts_user", "notifications_delivery", "network_organisation"),
            *("network_membership", "network_staffinvitation", "network_networksettings"),
        )
    },
}  # fmt: skip

# Answers to POST, but has no form.
WITHOUT_A_FORM = {
    "requests:answer", "requests:answer-document",  # 405 in words of their own
    "network:join-staff", "companies:join-company",  # one button
    "mfa_deactivate_totp", "usersessions_list",  # one button
    "account_confirm_login_code",  # of a way to log in that is switched off
}  # fmt: skip
ADMIN_MODELS = ("accounts_", "network_", "notifications_")


def places_of_the_urlconf() -> set[str]:
    """What takes a POST: each verb of a route, each step of a draft, accounts and admin."""
    accounts = {name for name, both in ACCOUNTS.items() if {"ok", "to"} & set(both[1])}
    of_admin = {
        f"admin:{name}"
        for name, (_get, post) in ADMIN.items()
        if post in {"ok", "to"} and name.startswith(ADMIN_MODELS) and "_history" not in name
    }
    return set(_posted(get_resolver().url_patterns, "")) | accounts | of_admin


def _posted(patterns: list[Any], space: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver) and one.namespace != "admin":
            yield from _posted(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and one.name and one.name not in ACCOUNTS:
            view = getattr(one.callback, "view_class", None)
            if one.name == "set_language" or hasattr(view, "post"):
                yield from _expanded(space + one.name, view)


def _expanded(name: str, view: Any) -> Iterator[str]:
    if name == "requests:answer-verb":
        every = (*BY_LINK.buttons, *AS_CANDIDATE.buttons)
        yield from (f"{name} {button.verb.code}" for button in every)  # type: ignore[attr-defined]
    elif isinstance(offers := getattr(view, "offers", None), Offers):
        yield from (f"{name} {button.verb.code}" for button in offers.buttons)
    elif name in {"requests:draft", "requests:draft-typed"}:
        yield from (f"{name}?step={step}" for step in STEPS)
    else:
        yield name


@dataclass
class Case:
    """A request of the story's company with its referral, its suggestion and their links."""

    request: CooperationRequest
    referral: Referral | None = None
    suggestion: Suggestion | None = None

    def keys(self, route: str) -> dict[str, Any]:
        found: dict[str, Any] = {"reference": self.request.reference}
        if self.referral is not None:
            found["referral_id"] = self.referral.pk
        if self.suggestion is not None:
            found["suggestion_id"] = self.suggestion.pk
        if route.startswith("requests:answer"):
            found["token"] = self._token()
        return found

    def _token(self) -> str:
        if self.suggestion is not None:
            Contact.objects.get_or_create(
                company=self.suggestion.company, name="C Contact", email="c@post.example"
            )
            return answer_links.link_for(
                LinkPurpose.SUGGESTION, suggestion=self.suggestion, email="c@post.example"
            ).token()
        # A partner's link is of an address that belongs to it.
        organisation = self.referral.organisation
        organisation.desk_mailbox = "desk@post.example"
        organisation.save()
        return answer_links.link_for(
            LinkPurpose.REFERRAL, referral=self.referral, email=organisation.desk_mailbox
        ).token()


class Town:
    """The story's world with a further case for each state, and whoever else has a form."""

    def __init__(self) -> None:
        self.world: World = make_world()
        self.story: Story = self.world.story
        with clock.at(self.story.now()):
            self.cases = dict(self._cases())
            self._further_people()
        for browser in self.world.browsers.values():
            browser.raise_request_exception = False

    def browser(self, role: str) -> Client:
        return self.world.browsers[role]

    def address(self, name: str) -> str:
        """Where the form of a place is sent."""
        place = PLACES[name]
        route, _mark, step = name.partition("?")
        if name == "account_reset_password_from_key":
            return self.reset_address
        plain, _space, verb = route.partition(" ")
        if not place.case:
            address = self.world.address(route, as_role=place.role)
        else:
            keys = self.world.keys[plain] | {
                key: value
                for key, value in self.cases[place.case].keys(plain).items()
                if key in self.world.keys[plain]
            }
            address = reverse(plain, kwargs=keys | ({"verb": verb} if verb else {}))
        return f"{address}?{step}" if step else address

    def page(self, route: str, keys: dict[str, Any] | None) -> str:
        """A page with keys of one's own; without what the route does not take."""
        taken = self.world.keys.get(route, {})
        return reverse(
            route, kwargs={key: value for key, value in (keys or {}).items() if key in taken}
        )

    def _request(self, state: str, candidate: Any = None) -> CooperationRequest:
        people = self.story.people
        return factories.request_in(
            state,
            of=self.story.company,
            by=people["company"],
            advisor=people["home advisor"],
            asked=self.story.partner,
            partner=people["partner advisor"],
            candidate=candidate or factories.company(self.story.partner),
        )

    def _asked(self) -> Case:
        request = self._request("with_partners")
        return Case(request, Referral.objects.unrestricted("a test").get(request=request))

    def _suggested(self) -> Case:
        case, partner = self._asked(), self.story.people["partner advisor"]
        assert case.referral is not None
        company = factories.company(self.story.partner)
        # Somebody to ask.
        Contact.objects.create(company=company, name="Carla Contact", email="c@post.example")
        case.suggestion = factories.suggested(partner, case.referral, company)
        return case

    def _presented(self, candidate: Any = None) -> Case:
        request = self._request("presented", candidate)
        row = Suggestion.objects.unrestricted("a test").get(referral__request=request)
        return Case(request, row.referral, row)

    def _cases(self) -> Iterator[tuple[str, Case]]:
        people = self.story.people
        owner, partner, advisor = (
            people[name] for name in ("company", "partner advisor", "home advisor")
        )
        for state in ("submitted", "in_triage", "needs_information", "qualified", "closed"):
            yield state, Case(self._request(state))
        yield "withdrawn", Case(self._request("withdrawn"))
        yield "sent", self._asked()
        case = self._asked()
        answers.ask_back(actor=partner, referral_id=case.referral.pk, text="How many?")
        yield "asked_back", case
        told = factories.on_behalf(advisor)
        for name, begun, actor in (
            ("proposed", self._asked(), partner),
            ("added", self._suggested(), partner),
            ("told", self._asked(), told),
            ("told_more", self._suggested(), told),
        ):
            begun.suggestion = proposing.propose(
                actor=actor,
                referral_id=begun.referral.pk,
                company_id=factories.company(self.story.partner).pk,
                words="Fits.",
            )
            yield name, begun
        yield "answered", self._suggested()
        case = self._suggested()
        choosing.shortlist(actor=advisor, suggestion_id=case.suggestion.pk)
        yield "shortlisted", case
        yield "presented", self._presented()
        case = self._presented(self.story.candidate)
        choosing.choose(actor=owner, suggestion_id=case.suggestion.pk)
        yield "chosen", case
        case = self._presented()
        choosing.choose(actor=owner, suggestion_id=case.suggestion.pk)
        choosing.agree(actor=factories.on_behalf(partner), suggestion_id=case.suggestion.pk)
        yield "agreed", case

    def _further_people(self) -> None:
        """Who has a password, who logs in, who resets it, whose company no agency serves yet."""
        browsers = self.world.browsers
        holder = _with_password("holder@people.example")
        browsers["holder"] = Client()
        browsers["holder"].force_login(holder)
        half = with_second_factor(_with_password("half@people.example"))
        browsers["half signed in"] = Client()
        login = {"login": half.email, "password": PASSWORD}
        browsers["half signed in"].post(reverse("account_login"), login)
        browsers["resetting"] = Client()
        key = default_token_generator.make_token(holder)
        address = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(holder), "key": key},
        )
        self.reset_address = browsers["resetting"].get(address)["Location"]
        # Two agencies serve the place, so the company chooses.
        factories.agency("Second in Germany")
        unplaced = factories.company(None, region="DE111", legal_name="Chooser GmbH")
        browsers["unplaced"] = browser_of(factories.company_person(unplaced))
        # The same company once more, and a second person of it who can be removed.
        factories.company(self.story.home, legal_name=self.story.company.legal_name)
        second = factories.company_person(self.story.company)
        member = CompanyMember.objects.get(user_id=second.user_id)
        self.world.keys["companies:company-person"] = {"member_id": member.pk}


def _with_password(email: str) -> User:
    user = factories.person(email=email)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
