"""An attacker's hour: what somebody would try who wants to know or do more than they may."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from activities import clock
from activities.actor import Actor, Role
from companies.enums import Visibility
from companies.models import Company, CompanyMember
from cooperation_requests.actions import drafts, ending, partners
from cooperation_requests.models import CooperationRequest, Suggestion
from network.models import Membership
from notifications.models import Notice
from tests import factories
from tests.access.people import browser_of, signed_in, with_second_factor
from tests.access.story import PLANTED, START, Story, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(settings: Any, tmp_path: Path) -> Story:
    settings.MEDIA_ROOT = tmp_path
    return make_story().play("presented")


def body(client: Client, address: str, **parameters: str) -> str:
    response = client.get(address, parameters)
    return f"{response.status_code} {response.getvalue().decode()}"


def test_a_viewer_of_the_partner_gets_no_form(story: Story) -> None:
    viewer = browser_of(factories.staff(story.partner, Role.VIEWER))
    referral = story.referrals["partner"].pk
    first = story.suggestions["first"].pk
    with clock.at(story.now()):
        assert viewer.get(f"/desk/referrals/{referral}/").status_code == 200
        for tail in ("write", "attach", "propose/new", "add", f"suggestions/{first}/take_back"):
            for answer in (
                viewer.get(f"/desk/referrals/{referral}/{tail}/"),
                viewer.post(f"/desk/referrals/{referral}/{tail}/"),
            ):
                assert answer.status_code == 403, tail


def test_the_own_number_of_another_agency_is_neither_shown_nor_found() -> None:
    home, other = factories.agency(), factories.agency()
    company = factories.company(home, external_id="INT-4711", visibility=Visibility.NETWORK)
    reader = browser_of(factories.staff(other))
    assert "INT-4711" not in body(reader, reverse("companies:desk-company", args=[company.pk]))
    assert body(reader, reverse("companies:desk-company-edit", args=[company.pk])).startswith("403")
    found = body(reader, reverse("matching:desk-companies"), q="INT-4711")
    assert company.legal_name not in found
    own = body(browser_of(factories.staff(home)), reverse("matching:desk-companies"), q="INT-4711")
    assert company.legal_name in own


def test_people_of_a_published_company_stay_with_its_agency() -> None:
    home = factories.agency()
    company = factories.company(home, visibility=Visibility.PUBLIC)
    owner = factories.company_person(company, name="Hildrun Vossmarck")
    assert owner.user_id
    reader = browser_of(factories.staff(factories.agency()))
    assert "Vossmarck" not in body(reader, reverse("companies:desk-company", args=[company.pk]))


def test_search_filters_and_sorting_of_a_partner_know_the_brief_alone(story: Story) -> None:
    partner = browser_of(story.people["partner advisor"])
    address = reverse("requests:desk-referrals")
    reference = story.case.reference or ""
    with clock.at(story.now()):
        assert reference in body(partner, address, tab="all", q="foundry")
        for secret in ("requester name", "full text", "draft title", "requester contact"):
            assert reference not in body(partner, address, tab="all", q=PLANTED[secret]), secret
        plain = body(partner, address, tab="all")
        for sort in ("request__company__sort_name", "-request__text", "company", "request__title"):
            assert reference in body(partner, address, tab="all", sort=sort)
        for name in ("company", "request__company__legal_name", "request__state"):
            shown = body(partner, address, tab="all", **{name: "x"})
            assert shown.count(reference) == plain.count(reference)


def test_the_home_agency_cannot_find_candidates_by_name(story: Story) -> None:
    home = browser_of(story.people["home advisor"])
    with clock.at(story.now()):
        for address in (reverse("requests:desk"), reverse("matching:desk-companies")):
            found = body(home, address, tab="all", q=PLANTED["candidate name"])
            assert (story.case.reference or "") not in found
            assert "Fonderie" not in found


def test_counts_tell_nothing_of_others(story: Story) -> None:
    for name in ("unasked", "late partner", "other partner", "partner advisor"):
        with clock.at(story.now()):
            shown = body(browser_of(story.people[name]), reverse("requests:desk"), tab="all")
        assert (story.case.reference or "") not in shown
        assert story.company.legal_name not in shown


def test_a_draft_of_the_other_side_does_not_exist(story: Story) -> None:
    own = factories.draft(story.people["company"], story.company, title="Mine")
    theirs = factories.draft(story.people["home advisor"], story.company, title="Theirs")
    with clock.at(story.now()):
        for who, draft in (("home advisor", own), ("company", theirs)):
            client = browser_of(story.people[who])
            address = reverse("requests:draft", args=[draft.pk])
            assert client.get(address).status_code == 404
            for tail in ("typed/?step=need", "documents/", "submit/", "discard/"):
                answer = client.post(address + tail, {"title": "taken over"})
                assert answer.status_code == 404, (who, tail)
            assert draft.title not in body(
                client, reverse("requests:desk" if who != "company" else "requests:requests")
            )
    assert {own.title, theirs.title} == set(
        CooperationRequest.objects.unrestricted("a test")
        .filter(state="draft")
        .values_list("title", flat=True)
    )


def test_what_one_person_types_another_of_the_same_side_does_not_get(story: Story) -> None:
    owner = story.people["company"]
    draft = factories.draft(owner, story.company, title="Shared")
    colleague = factories.company_person(story.company)
    address = reverse("requests:draft", args=[draft.pk])
    typed = browser_of(owner).post(f"{address}typed/?step=need", {"text": "half a thought"})
    assert typed.status_code == 204
    assert "half a thought" in body(browser_of(owner), address)
    assert "half a thought" not in body(browser_of(colleague), address)


def test_links_open_their_own_row_and_nothing_beside(story: Story) -> None:
    candidate, partner = story.token("candidate"), story.token("partner")
    document = story.brief_document.pk
    holder = Client()
    with clock.at(story.now()):
        # not asked yet: no brief, and none of its documents
        shown = body(holder, f"/answer/{candidate}/")
        assert shown.startswith("200")
        assert "foundry" not in shown
        assert body(holder, f"/answer/{candidate}/documents/{document}/").startswith("404")
        # purposes do not mix
        for token, verb in ((candidate, "accept"), (candidate, "decline"), (partner, "agree")):
            assert holder.get(f"/answer/{token}/{verb}/").status_code == 404
            assert holder.post(f"/answer/{token}/{verb}/").status_code == 404
        # a link is no session
        for address in (f"/desk/referrals/{story.referrals['other'].pk}/", "/notices/"):
            assert holder.get(address).status_code == 302
        answer = holder.get(f"/answer/{partner}/")
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "d•••@besalvo.example" in answer.content.decode()
        assert "desk@besalvo.example" not in answer.content.decode()


def test_a_link_of_an_earlier_round_opens_nothing(story: Story) -> None:
    advisor, referral = story.people["home advisor"], story.referrals["other"]
    before = story.token("partner")
    with clock.at(story.now()):
        partners.recall(actor=advisor, referral_id=referral.pk, words="Not now.")
        assert Client().get(f"/answer/{before}/").status_code == 410
        partners.forward(actor=advisor, request_id=story.case.pk, deadlines={story.other.pk: None})
        answer = Client().get(f"/answer/{before}/")
        assert answer.status_code == 410
        assert "foundry" not in answer.content.decode()


def test_opening_a_link_with_any_method_but_post_answers_nothing(story: Story) -> None:
    token = story.token("partner")
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"):
        Client().generic(method, f"/answer/{token}/find_none/")
    row = story.referrals["other"]
    row.refresh_from_db()
    assert row.state == "expired"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
def test_no_method_tells_a_row_of_others_from_none(method: str, story: Story) -> None:
    stranger = browser_of(story.people["stranger"])
    unasked = browser_of(story.people["unasked"])
    case, row = story.case.reference, story.referrals["partner"].pk
    paper, page = story.attachments[0].pk, story.brief_document.pk
    pairs = [
        (stranger, "/requests/{}/", case, "KO-2026-99999"),
        (unasked, "/desk/requests/{}/", case, "KO-2026-99999"),
        (unasked, "/desk/referrals/{}/", row, uuid4()),
        (stranger, "/requests/documents/{}/", paper, uuid4()),
        (unasked, "/requests/brief-documents/{}/", page, uuid4()),
        (unasked, "/desk/companies/{}/", story.company.pk, uuid4()),
    ]
    for client, address, key, no_key in pairs:
        there, nowhere = address.format(key), address.format(no_key)
        for headers in ({}, {"HX-Request": "true"}):
            one, other = (client.generic(method, at, headers=headers) for at in (there, nowhere))
            assert one.status_code == other.status_code, there
            assert one.getvalue() == other.getvalue(), there
            assert dict(one.items()) == dict(other.items()), there


def test_verbs_of_the_other_side_are_refused_through_every_door(story: Story) -> None:
    reference, first = story.case.reference, story.suggestions["first"].pk
    referral = story.referrals["partner"].pk
    attempts = [
        ("partner advisor", f"/requests/{reference}/suggestions/{first}/choose/"),
        ("partner advisor", f"/desk/requests/{reference}/suggestions/{first}/choose/"),
        ("company", f"/requests/approaches/{first}/agree/"),
        ("company", f"/desk/referrals/{referral}/suggestions/{first}/refuse/"),
        ("candidate", f"/requests/{reference}/suggestions/{first}/choose/"),
        ("candidate", f"/requests/approaches/{first}/agree/"),
        ("home advisor", f"/desk/referrals/{referral}/suggestions/{first}/agree/"),
        ("home advisor", f"/desk/referrals/{referral}/accept/"),
        ("other partner", f"/desk/referrals/{referral}/add/"),
        ("unasked", f"/desk/requests/{reference}/introduce/"),
        ("secretariat", f"/desk/requests/{reference}/close/"),
    ]
    with clock.at(story.now()):
        for who, address in attempts:
            answer = browser_of(story.people[who]).post(address, {"reason": "other", "words": "x"})
            assert answer.status_code in {403, 404}, (who, address)
    row = Suggestion.objects.unrestricted("a test").get(pk=first)
    assert (row.state, row.word) == ("presented", "not_asked")


def test_a_person_with_two_hats_is_never_the_union(story: Story) -> None:
    from accounts.models import User

    owner = User.objects.get(pk=story.people["company"].user_id)
    with_second_factor(owner)
    for agency in (story.home, story.partner):
        Membership.objects.create(organisation=agency, user=owner, role=Role.COORDINATOR)
    reference, referral = story.case.reference, story.referrals["partner"].pk
    own = signed_in(owner, f"company-{story.company.pk}")
    home = signed_in(owner, f"organisation-{story.home.pk}")
    partner = signed_in(owner, f"organisation-{story.partner.pk}")
    with clock.at(story.now()):
        assert own.get(f"/requests/{reference}/").status_code == 200
        assert own.get(f"/desk/requests/{reference}/").status_code == 404
        # nobody acts for an agency on a case of their own company
        assert home.get(f"/desk/requests/{reference}/").status_code == 404
        assert (reference or "") not in body(home, "/desk/", tab="all")
        assert partner.get(f"/desk/referrals/{referral}/").status_code == 404
        assert own.post("/hat/", {"hat": f"organisation-{story.unasked.pk}"}).status_code == 403
        assert own.get(f"/requests/{reference}/").status_code == 200


def test_who_left_sees_and_hears_nothing_more(story: Story) -> None:
    owner = story.people["company"]
    client = browser_of(owner)
    address = f"/requests/{story.case.reference}/"
    assert client.get(address).status_code == 200
    assert Notice.objects.filter(person_id=owner.user_id).exists()
    colleague = factories.company_person(story.company)
    assert colleague.user_id
    CompanyMember.objects.filter(user_id=owner.user_id).delete()
    assert client.get(address).status_code == 404
    notices = client.get("/notices/").content.decode()
    assert (story.case.reference or "") not in notices
    document = f"/requests/documents/{story.attachments[0].pk}/"
    assert client.get(document).status_code == 404


def test_mails_on_their_way_to_somebody_who_left_are_dropped(settings: Any, tmp_path: Path) -> None:
    from notifications.delivery import deliver_due

    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
    settings.MAILBOX_DIRECTORY = tmp_path
    with clock.at(START):
        scene = factories.scene()
        scene.request("submitted")
        Membership.objects.filter(user_id=scene.advisor.user_id).delete()
        CompanyMember.objects.filter(user_id=scene.owner.user_id).delete()
        assert deliver_due() == 0
    assert list(tmp_path.glob("*.eml")) == []


def test_a_form_from_elsewhere_is_refused(story: Story) -> None:
    owner = story.people["company"]
    client = Client(enforce_csrf_checks=True)
    client.cookies = browser_of(owner).cookies
    with clock.at(story.now()):
        answer = client.post(
            f"/requests/{story.case.reference}/withdraw/", {"reason": "other", "words": "x"}
        )
    assert answer.status_code == 403
    assert story.case.state == "presented"


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"],
)
def test_no_page_leads_elsewhere(address: str) -> None:
    user = factories.person("Somebody", email="somebody@people.example")
    user.set_password("kontor-long-enough")
    user.save()
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    answer = client.post(
        f"/accounts/login/?next={address}",
        {"login": user.email, "password": "kontor-long-enough", "next": address},
    )
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    answer = client.post("/language/setlang/", {"language": "de", "next": address})
    assert answer["Location"] == "/"
    answer = Client().get("//evil.example/desk/")
    assert not answer.headers.get("Location", "/").startswith("//")


def test_ids_cannot_be_counted(story: Story) -> None:
    for model in (Company, Suggestion):
        for key in model.objects.unrestricted("a test").values_list("pk", flat=True):
            assert isinstance(key, UUID)
            assert key.version == 4


def test_a_company_cannot_start_a_request_for_another(story: Story) -> None:
    other = factories.company(story.home, visibility=Visibility.PUBLIC)
    before = CooperationRequest.objects.unrestricted("a test").count()
    client = browser_of(story.people["company"])
    need = factories.NEED | {"company": str(other.pk)}
    assert client.post("/requests/new/", need).status_code == 302
    made = CooperationRequest.objects.unrestricted("a test").latest("saved_at")
    assert made.company_id == story.company.pk
    assert CooperationRequest.objects.unrestricted("a test").count() == before + 1
    from activities.errors import NotAllowed

    with pytest.raises(NotAllowed):
        drafts.start(actor=story.people["company"], company_id=other.pk, need=factories.NEED)


def test_after_the_end_partners_keep_no_brief_and_links_open_nothing(story: Story) -> None:
    token = story.token("partner")
    with clock.at(story.now()):
        ending.withdraw(
            actor=story.people["company"],
            request_id=story.case.pk,
            reason="other",
            words=f"{PLANTED['full text']}",
        )
        partner = browser_of(story.people["partner advisor"])
        shown = body(partner, f"/desk/referrals/{story.referrals['partner'].pk}/")
        assert "Wanted: a foundry" not in shown
        assert PLANTED["full text"] not in shown
        document = f"/requests/brief-documents/{story.brief_document.pk}/"
        assert partner.get(document).status_code == 404
        ended = Client().get(f"/answer/{token}/")
        assert ended.status_code == 410
        assert "Wanted: a foundry" not in ended.content.decode()


def test_the_database_alone_opens_no_link(story: Story) -> None:
    token = story.token("partner")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM requests_answerlink t")
        assert token not in cursor.fetchone()[0]


def test_a_registration_that_looks_like_a_known_company_gets_the_same_page(story: Story) -> None:
    pages = []
    for name, site in (
        (story.company.legal_name, story.company.website),
        ("Unheard Ltd", "https://unheard.example"),
    ):
        client = browser_of(Actor(user_id=factories.person().pk))
        answer = client.post(
            "/company/new/",
            {
                "legal_name": name,
                "website": site,
                "country": "DE",
                "city": "Ulm",
                "region": "DE144",
            },
        )
        pages.append((answer.status_code, answer.headers.get("Location")))
    assert pages[0] == pages[1]
    assert pages[0][0] == 302
