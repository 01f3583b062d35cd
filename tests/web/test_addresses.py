"""Domains go out as IDNA 2008 writes them, wherever a mail or a connection begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.addresses import ascii_domain, deliverable, same_address, spellings
from companies.forms import InviteForm
from companies.queries import alike, likeness_keys
from kontor.settings import environment
from network.forms import InviteStaffForm
from network.models import Organisation
from notifications.delivery import deliver_due
from notifications.mailbox import stored_mails
from notifications.models import Delivery, MailState
from notifications.outbox import Entry, Recipient, put
from tests import factories
from tests.accounts.people import person


@pytest.mark.parametrize(
    ("domain", "written"),
    [
        ("gießerei.de", "xn--gieerei-2va.de"),
        ("Gießerei.DE", "xn--gieerei-2va.de"),
        ("xn--gieerei-2va.de", "xn--gieerei-2va.de"),
        ("giesserei.de", "giesserei.de"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("βόλος.gr", "xn--nxasmm1c.gr"),  # a final sigma, which IDNA 2003 loses
        ("fußball.straße.de", "xn--fuball-cta.xn--strae-oqa.de"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("ｅｘａｍｐｌｅ.com", "example.com"),
        ("localhost", "localhost"),
    ],
)
def test_a_domain_in_ascii(domain: str, written: str) -> None:
    assert ascii_domain(domain) == written


@pytest.mark.parametrize("domain", ["☃☃.example", "ab..cß.de", "-ß.de", "x" * 70 + "ß.de"])
def test_what_is_no_domain_is_refused(domain: str) -> None:
    with pytest.raises(UnicodeError):
        ascii_domain(domain)
    assert spellings(domain) == {domain.lower()}


def test_addresses_are_one_however_their_domains_are_written() -> None:
    assert deliverable("Post@gießerei.de") == "Post@xn--gieerei-2va.de"
    assert deliverable("no address") == "no address"
    assert same_address("post@gießerei.de", "Post@XN--GIEEREI-2VA.de")
    assert not same_address("post@gießerei.de", "post@giesserei.de")
    assert not same_address("post@☃☃.example", "post@example.com")


@pytest.mark.django_db
def test_a_notice_goes_to_the_domain_that_was_meant(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
    settings.MAILBOX_DIRECTORY = tmp_path / "mailbox"
    scene = factories.scene()
    company = scene.company
    for address in ("post@gießerei.de", "post@☃☃.example"):
        # A mail goes only to the mailbox that the desk has.
        Organisation.objects.filter(pk=scene.home.pk).update(desk_mailbox=address)
        put(
            [
                Entry(
                    "company.registered",
                    Recipient(address=address, hat_id=scene.home.pk),
                    company.pk,
                )
            ]
        )
        deliver_due()
    assert [one.recipient for one in stored_mails()] == ["post@xn--gieerei-2va.de"]
    states = dict(Delivery.objects.values_list("address", "state"))
    assert states == {"post@gießerei.de": MailState.SENT, "post@☃☃.example": MailState.FAILED}


@pytest.mark.django_db
def test_an_account_mail_goes_to_the_domain_that_was_meant() -> None:
    person("post@gießerei.de")
    Client().post(reverse("account_reset_password"), {"email": "post@gießerei.de"})
    (sent,) = mail.outbox
    assert sent.recipients() == ["post@xn--gieerei-2va.de"]
    assert "giesserei" not in sent.message().as_string()


@pytest.mark.django_db
def test_companies_are_alike_by_their_domain_however_it_is_written() -> None:
    home = factories.agency()
    first = factories.company(home, website="https://www.gießerei.de/", legal_name="One")
    second = factories.company(home, website="https://xn--gieerei-2va.de", legal_name="Two")
    third = factories.company(home, website="https://giesserei.de", legal_name="Three")
    assert alike(first) == [second]
    assert alike(second) == [first]
    assert alike(third) == []
    assert likeness_keys(first) & likeness_keys(second) == {"site:gießerei.de"}
    assert not likeness_keys(first) & likeness_keys(third)


def test_hosts_of_the_settings_are_those_that_were_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtps://post.gießerei.de")
    monkeypatch.setenv("DEFAULT_FROM_EMAIL", "Kontor <kontor@gießerei.de>")
    monkeypatch.setenv("EMBEDDING_URL", "https://gießerei.de:8443/v1")
    server = environment.mail_server()
    assert server is not None
    assert server.host == "post.xn--gieerei-2va.de"
    assert environment.mail_address("DEFAULT_FROM_EMAIL") == "Kontor <kontor@xn--gieerei-2va.de>"
    assert environment.address("EMBEDDING_URL") == "https://xn--gieerei-2va.de:8443/v1"


@pytest.mark.parametrize("form", [InviteForm, InviteStaffForm])
def test_an_address_that_no_mail_can_go_to_is_refused_at_its_field(form: Any) -> None:
    refused = form({"email": "post@☃☃.example", "language": "en", "role": "advisor"})
    assert refused.errors == {"email": ["Enter a valid e-mail address."]}
    taken = form({"email": "post@gießerei.de", "language": "en", "role": "advisor"})
    assert taken.errors == {}
