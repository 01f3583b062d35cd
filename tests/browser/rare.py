"""Pages of the demo that few people ever see: python -m tests.browser.rare.

Prints [session of the person or "", path] for each. Adds the people and companies that they need
to the demo, so that it is run after the pages of `addresses`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

WHY = "a test looks at every page"
SECRET = "JBSWY3DPEHPK3PXP"
MAILS = "/styleguide/mails/"
# Somebody of two companies changes the profile of one.
PROFILE = "/company/profile/"
# Logs in with its second factor.
CAREFUL = "careful@people.example"
Address = tuple[str, str]


def newcomer(email: str, password: str = "") -> Any:
    """Somebody with an account and no role."""
    from allauth.account.models import EmailAddress

    from tests import factories

    user = factories.person(email=email)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def just_logged_in(user: Any) -> str:
    """A session that need not prove again who it is."""
    from tests.browser.seeding import session_of

    record = {"method": "password", "at": time.time(), "reauthenticated": True}
    return session_of(
        user,
        account_authentication_methods=[record],
        account_authentication_methods_user=str(user.pk),
    )


def account_pages() -> Iterator[Address]:
    """Mails' links, passwords, second factors."""
    from allauth.account.forms import default_token_generator
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC
    from allauth.account.utils import user_pk_to_url_str
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    from tests.browser.portal import PASSWORD
    from tests.browser.seeding import session_of

    plain = newcomer("plain@people.example", PASSWORD)
    careful = newcomer(CAREFUL, PASSWORD)
    TOTP.activate(careful, SECRET)
    RecoveryCodes.activate(careful)
    # Who has an unconfirmed address may not set up a second factor.
    unconfirmed = EmailAddress.objects.create(user=careful, email="other@people.example")
    for key in (EmailConfirmationHMAC(unconfirmed).key, "no-such-key"):
        yield "", f"/accounts/confirm-email/{key}/"
    token = f"{user_pk_to_url_str(plain)}-{default_token_generator.make_token(plain)}"
    for ending in ("done/", "key/done/", f"key/{token}/", "key/1-bad/"):
        yield "", f"/accounts/password/reset/{ending}"
    yield "", "/accounts/inactive/"
    yield session_of(plain), "/accounts/password/reset/"
    yield session_of(careful), "/accounts/email/"
    yield session_of(newcomer("passwordless@people.example")), "/accounts/password/set/"
    yield just_logged_in(plain), "/accounts/2fa/totp/activate/"
    yield session_of(plain), "/accounts/reauthenticate/"
    yield session_of(careful), "/accounts/2fa/reauthenticate/"
    session = just_logged_in(careful)
    for ending in ("", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"):
        yield session, f"/accounts/2fa/{ending}"


def company_pages() -> Iterator[Address]:
    """A company without agency, one that is there twice; a colleague."""
    from accounts.models import User
    from companies.models import CompanyMember
    from network.models import Membership, Organisation
    from tests import factories
    from tests.browser.seeding import session_of

    secretariat = User.objects.get(email="secretariat@kontor.example")
    unplaced = factories.company(None, legal_name="Far Away Ltd", country="NO")
    yield session_of(secretariat), "/placements/"
    yield session_of(secretariat), f"/placements/{unplaced.pk}/"
    session = session_of(User.objects.get(pk=factories.company_person(unplaced).user_id))
    for path in ("/company/agency/", "/company/", "/requests/"):
        yield session, path
    first, second = (factories.company(None, country="NO") for _number in range(2))
    both = factories.company_person(first).user_id
    CompanyMember.objects.create(company=second, user_id=both)
    yield session_of(User.objects.get(pk=both)), PROFILE
    home = Organisation.objects.get(slug="baden-wuerttemberg-international")
    # More of them than a page shows.
    twin, *_others = (
        factories.company(home, legal_name="Neckar Antriebe GmbH") for _number in range(12)
    )
    anna = session_of(User.objects.get(email="advisor@bwi.example"))
    for ending in ("", "same/"):
        yield anna, f"/desk/companies/{twin.pk}/{ending}"
    member = Membership.objects.filter(organisation=home, role="advisor").first()
    coordinator = session_of(User.objects.get(email="coordinator@bwi.example"))
    yield coordinator, f"/desk/people/{member.pk}/"


def _exports(session: str) -> Iterator[Address]:
    """A long list on its way into a file, in each state."""
    from accounts.models import User
    from accounts.sessions import SessionStore
    from activities.clock import now
    from companies.hats import hats_of
    from web.models import Export, ExportState

    person = User.objects.get(pk=SessionStore(session)["_auth_user_id"])
    for state in ExportState.values:
        made = Export.objects.create(
            person=person, hat=hats_of(person)[0].key, address="/desk/?export=csv", kind="csv",
            language="en", time_zone="UTC", name="Requests of our companies", state=state,
            rows=5_000, written=1_500, asked_at=now(),
        )  # fmt: skip
        yield session, f"/exports/{made.pk}/"


def other_pages() -> Iterator[Address]:
    """What went wrong, what came too late, mails."""
    from cooperation_requests.models import CooperationRequest
    from notifications.mailbox import stored_mails
    from tests.browser.addresses import advisor_of
    from tests.browser.seeding import session_of

    for status in (400, 403, 409, 413, 429, 500, 503):
        yield "", f"/faults/{status}/"
    rows = CooperationRequest.objects.unrestricted(WHY).filter(state="closed")
    closed = rows.select_related("home_agency").order_by("reference")[0]
    advisor = session_of(advisor_of(closed.home_agency, closed.responsible))
    for verb in ("decline", "forward"):
        yield advisor, f"/desk/requests/{closed.reference}/{verb}/"
    yield from _exports(advisor)
    yield "", MAILS
    yield "", f"/mailbox/{stored_mails()[0].key}/"


if __name__ == "__main__":
    django.setup()
    json.dump([*account_pages(), *company_pages(), *other_pages()], sys.stdout)
