"""Who reads during the story, where each begins, and every page that links lead to from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from tests.access.people import browser_of
from tests.access.story import Story

LINK = re.compile(r'(?:href|action|src)="([^"#]+)')
# Leaves the session.
NEVER_FOLLOWED = ("/static/", "/language/", "/accounts/logout/", "/admin/logout/")
# The same rows in another order, or fewer of them.
REORDERED = re.compile(r"[?&]sort=|^/admin/.*\?")
# Says the same at every step: one's own account, and the network's own rows.
THE_SAME = ("/accounts/", "/network/", "/admin/", "/desk/people/")
# No reader has as many; a walk that reaches it would leave pages out and say nothing.
MOST_PAGES = 250

OF_COMPANY = ("/requests/", "/company/", "/company/people/")
OF_HOME = ("/desk/?tab=all", "/desk/?tab=drafts", "/desk/companies/", "/desk/referrals/?tab=all")
OF_PARTNER = ("/desk/referrals/?tab=all", "/desk/companies/", "/desk/?tab=all")
STARTS = {
    **dict.fromkeys(("company", "stranger", "candidate"), OF_COMPANY),
    **dict.fromkeys(("home advisor", "home coordinator", "home viewer"), OF_HOME),
    **dict.fromkeys(("partner advisor", "partner coordinator", "partner viewer"), OF_PARTNER),
    **dict.fromkeys(("other partner", "late partner", "unasked"), OF_PARTNER),
    "secretariat": (
        "/placements/",
        "/secretariat/matching/",
        "/admin/notifications/delivery/",
        "/admin/accounts/user/",
    ),
    "registered": ("/company/new/",),
    "anonymous": ("/", "/network/", "/health/live", "/health/ready"),
}


@dataclass
class Reader:
    """Somebody with a browser, and the pages to begin with."""

    name: str
    browser: Client
    starts: tuple[str, ...]


def readers_of(story: Story) -> list[Reader]:
    """Everybody with an account, and nobody in particular."""
    return [
        Reader(name, browser_of(story.people[name]), (*starts, "/notices/", "/start/", "/waiting/"))
        for name, starts in STARTS.items()
    ]


def with_link(name: str, address: str) -> Reader:
    """Whoever was sent a link, without log-in."""
    return Reader(name, Client(), (address,))


def readings(reader: Reader, *, thorough: bool = False) -> Iterator[tuple[str, bytes]]:
    """Every page that links lead to, after its status and headers; GET only, each once. Unless
    `thorough`, without what says the same at every step and without tabs: `all` has their rows."""
    left_out = NEVER_FOLLOWED if thorough else NEVER_FOLLOWED + THE_SAME
    waiting, seen = list(reader.starts), set[str]()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        if len(seen) > MOST_PAGES:
            pytest.fail(f"{reader.name} reaches more than {MOST_PAGES} pages, among them {address}")
        response = reader.browser.get(address)
        body = response.getvalue()
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        headers = f"{response.status_code}\n{headers}"
        yield address, headers.encode() + b"\n" + body
        if response.status_code == 302:
            waiting.append(response["Location"])
        if response["Content-Type"].startswith("text/html"):
            waiting += [
                link
                for link in links_of(address.partition("?")[0], body.decode())
                if not link.startswith(left_out) and (thorough or "?tab=" not in link)
            ]


def links_of(path: str, page: str) -> Iterator[str]:
    """The addresses of this site that a page leads to, but for other orders of its rows."""
    for found in LINK.findall(page):
        link = found.replace("&amp;", "&")
        link = path + link if link.startswith("?") else link
        if link.startswith("/") and not REORDERED.search(link):
            yield link
