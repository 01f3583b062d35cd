"""The page that proposes candidates, on the demo: python -m bench.pages

Fills the demo on servers of its own, makes all vectors, and opens every referral's page as the
partner's advisor, several times each, through Django's test client: the time in the server.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

TIMES = 5


def main() -> int:
    from kontor.embedded.temporary import temporary_servers

    with temporary_servers(lambda: None) as variables:
        os.environ.update(variables, DEMO="1", DJANGO_SETTINGS_MODULE="kontor.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment(debug=False)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("fill_demo", verbosity=0)
        measure()
    return 0


def measure() -> None:
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User
    from companies.models import Company
    from cooperation_requests.enums import WAITING_FOR_ANSWER
    from cooperation_requests.models import Referral
    from matching import index
    from network.models import Membership

    start = time.perf_counter()
    made = index.embed_needs(limit=1_000) + index.embed_companies(limit=10_000)
    print(f"{made} vectors in {time.perf_counter() - start:.0f} s", flush=True)
    times = []
    referrals = Referral.objects.unrestricted("measured alone").filter(state__in=WAITING_FOR_ANSWER)
    for referral in referrals.select_related("organisation"):
        member = (
            Membership.objects.filter(organisation=referral.organisation, role="advisor")
            .select_related("user")
            .first()
        )
        if member is None:
            continue
        client = Client(raise_request_exception=True)
        client.force_login(User.objects.get(pk=member.user_id))
        address = reverse("requests:desk-referral", kwargs={"referral_id": referral.pk})
        for turn in range(TIMES + 1):
            start = time.perf_counter()
            response = client.get(address)
            took = 1000 * (time.perf_counter() - start)
            if response.status_code != 200:
                raise RuntimeError(f"{address}: {response.status_code}")
            if turn:
                times.append(took)
    companies = Company.objects.unrestricted("counted").count()
    print(
        f"{len(times)} openings of {len(times) // TIMES} pages among {companies} companies: "
        f"{statistics.median(times):.0f} ms at the median, "
        f"{statistics.quantiles(times, n=20)[-1]:.0f} ms at the 95th percentile"
    )


if __name__ == "__main__":
    sys.exit(main())
