"""What all kinds of links have in common."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from activities import clock, links, tokens
from activities.codes import LinkCode
from activities.links import Invitation, Link
from companies.enums import CompanyVerb
from companies.link_kinds import INVITATION
from companies.models import CompanyInvitation
from cooperation_requests.codes import ReferralVerb, SuggestionVerb
from network.codes import StaffVerb
from network.models import StaffInvitation
from tests import factories
from tests.access.people import signed_in
from tests.requests.case import NOW
from web import links as pages
from web.links import address_of

pytestmark = pytest.mark.django_db


def invitations() -> list[Invitation]:
    """One of each kind."""
    agency = factories.agency()
    return [
        StaffInvitation.new(organisation=agency, role="advisor", email="Eva@Post.example"),
        CompanyInvitation.new(company=factories.company(agency), email="Eva@Post.example"),
    ]


def test_every_link_that_carries_a_right_is_of_a_kind_that_is_known() -> None:
    assert {kind.__name__: kind.KIND for kind in links.kinds()} == {
        "StaffInvitation": "staff-invitation",
        "CompanyInvitation": "company-invitation",
        "AnswerLink": "answer-link",
    }
    assert all(issubclass(kind, Link) for kind in links.kinds())


def test_a_token_of_one_kind_opens_nothing_of_another() -> None:
    first, second = invitations()
    second.id, second.nonce = first.id, first.nonce
    assert first.is_opened_by(first.token())
    assert second.is_opened_by(second.token())
    assert not second.is_opened_by(first.token())
    assert not first.is_opened_by(tokens.token_of("answer-link", first.id, first.nonce))


def test_an_invitation_is_good_for_its_address_once_and_for_fourteen_days() -> None:
    with clock.at(NOW):
        rows = invitations()
    for invitation in rows:
        assert invitation.email == "eva@post.example"
        assert invitation.expires_at == NOW + timedelta(days=14)
        with clock.at(NOW + timedelta(days=14) - timedelta(seconds=1)):
            assert invitation.may_be_accepted_by("eva@post.example")
            assert not invitation.may_be_accepted_by("ada@post.example")
        with clock.at(NOW + timedelta(days=14)):
            assert not invitation.may_be_accepted_by("eva@post.example")
        with clock.at(NOW):
            for used in ("accepted_at", "revoked_at"):
                setattr(invitation, used, NOW)
                assert not invitation.may_be_accepted_by("eva@post.example")
                setattr(invitation, used, None)


def test_which_are_open_and_which_were_sent_today_is_asked_by_one_rule() -> None:
    with clock.at(NOW):
        (invitation, _other) = invitations()
        invitation.save()
    model = StaffInvitation.objects
    for moment, is_open, is_of_today in (
        (NOW, True, True),
        (NOW + timedelta(days=1), True, False),
        (NOW + timedelta(days=14), False, False),
    ):
        with clock.at(moment):
            assert model.filter(StaffInvitation.open_rule()).exists() is is_open, moment
            assert model.filter(StaffInvitation.of_today_rule()).exists() is is_of_today, moment
    with clock.at(NOW):
        model.update(revoked_at=NOW)
        assert not model.filter(StaffInvitation.open_rule()).exists()
        assert model.filter(StaffInvitation.of_today_rule()).exists()


def test_a_code_belongs_to_one_kind() -> None:
    class Toys(LinkCode):
        TOY = "staff-invitation"

    class Other:
        KIND = Toys.TOY

    with pytest.raises(ValueError, match="already"):
        links.register(Other)  # type: ignore[arg-type]
    links.register(StaffInvitation)


def test_every_kind_has_a_page_and_says_what_may_be_done_there() -> None:
    assert {kind.model for kind in pages.kinds()} == set(links.kinds())
    assert {kind.model.KIND: (kind.page, kind.verbs) for kind in pages.kinds()} == {
        "staff-invitation": ("network:join-staff", {StaffVerb.JOIN}),
        "company-invitation": ("companies:join-company", {CompanyVerb.JOIN}),
        "answer-link": (
            "requests:answer",
            {
                *(ReferralVerb.ACCEPT, ReferralVerb.FIND_NONE, ReferralVerb.DECLINE),
                *(SuggestionVerb.AGREE, SuggestionVerb.REFUSE),
            },
        ),
    }


def test_the_page_of_an_invitation_is_not_stored_nor_indexed_nor_told_to_other_sites() -> None:
    """Its form belongs to a session, so that it says within the site where one came from."""
    person = factories.person(email="eva@post.example")
    for invitation in invitations():
        invitation.save()
        path = urlsplit(address_of(invitation)).path
        for client in (Client(), signed_in(person)):
            answer = client.get(path)
            assert answer.status_code == (200 if client.session.keys() else 302)
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["X-Robots-Tag"] == "noindex, nofollow"
            assert answer["Referrer-Policy"] == "same-origin"
        invitation.refresh_from_db()
        assert invitation.accepted_at is None


def test_a_kind_without_a_page_has_no_address_and_none_has_two_pages() -> None:
    with pytest.raises(LookupError, match="page"):
        address_of(type("Unknown", (), {"KIND": "unknown"})())
    with pytest.raises(ValueError, match="already"):
        pages.register(replace(INVITATION, page="web:start"))
    pages.register(INVITATION)
