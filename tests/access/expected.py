"""Where a planted string may be found: access.md's table for the story, written by hand.

For each string: reader → the first step from which it may know it. Whoever is not named never may.
"""

from __future__ import annotations

STEPS = (
    *("draft", "submitted", "qualified", "forwarded", "proposed", "answered", "late"),
    *("presented", "chosen", "agreed", "introduced"),
)
HOME = ("home advisor", "home coordinator", "home viewer", "home mailbox")
PARTNER = ("partner advisor", "partner coordinator", "partner viewer")


def known(**since: str) -> dict[str, str]:
    """Groups of readers with their step."""
    groups = {
        "home": HOME,
        "partner": PARTNER,
        "company": ("company",),
        "candidate": ("candidate",),
        "second": ("second candidate",),
        "other": ("other partner",),
        "late": ("late partner",),
        # It keeps the list of agencies' people.
        "secretariat": ("secretariat",),
    }
    return {reader: step for name, step in since.items() for reader in groups[name]}


# The company's data go over with the introduction and not before.
OF_REQUESTER = known(company="draft", home="draft", partner="introduced", candidate="introduced")
OF_CANDIDATE = known(partner="draft", candidate="draft", home="introduced", company="introduced")

MAY_KNOW: dict[str, dict[str, str]] = {
    "requester name": OF_REQUESTER,
    "requester domain": OF_REQUESTER,
    "requester contact": OF_REQUESTER,
    "requester mail": OF_REQUESTER,
    "requester telephone": OF_REQUESTER,
    "requester VAT number": known(company="draft", home="draft"),
    "draft title": known(company="draft", home="submitted"),
    "full text": known(company="draft", home="submitted"),
    "internal note": known(home="qualified"),
    "file name": known(company="draft", home="submitted"),
    "file properties": known(company="draft", home="submitted"),
    "answer to the advisor": known(company="qualified", home="qualified"),
    # Drafted words go to the home agency with the answer only.
    "partner words": known(partner="proposed", home="answered"),
    "partner thread": known(partner="proposed", home="proposed"),
    "partner person": known(partner="draft", home="forwarded", secretariat="draft"),
    "partner name": known(partner="draft", candidate="draft", second="draft", home="draft"),
    "candidate name": OF_CANDIDATE,
    "candidate domain": OF_CANDIDATE,
    "candidate contact": OF_CANDIDATE,
    "candidate telephone": OF_CANDIDATE,
    "second candidate name": known(partner="proposed", second="proposed"),
    "second candidate contact": known(partner="proposed", second="proposed"),
    "candidate set aside": known(partner="draft"),
    "other partner name": known(other="draft", home="draft"),
    "other partner person": known(other="draft", home="answered", secretariat="draft"),
    "other partner words": known(other="answered", home="answered"),
    "late partner name": known(late="draft", home="draft"),
    "advisor words": known(company="presented", home="presented"),
    "reason of no interest": known(company="chosen", home="chosen", partner="chosen"),
    "next step": known(
        company="introduced", home="introduced", partner="introduced", candidate="introduced"
    ),
}

# Agencies' names are public: they stand on the network's pages and in lists of all agencies.
PUBLIC_NAMES = ("partner name", "other partner name", "late partner name")
PAGES_OF_ALL_AGENCIES = ("/network/", "/desk/companies/", "/secretariat/matching/", "/admin/")


def may_know(reader: str, secret: str, step: str) -> bool:
    since = MAY_KNOW[secret].get(reader)
    return since is not None and STEPS.index(step) >= STEPS.index(since)
