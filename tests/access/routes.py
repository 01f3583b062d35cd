"""Who gets what from every route: access.md as one table of addresses.

Each line: the route (with one of its verbs), then for GET and for an empty POST what the answer is.
`else` stands for everybody who is not named. Words: ok 200, to 302, login 302 to the log-in page,
forbidden 403, missing 404, method 405, late 409, gone 410, invalid 422.
"""

from __future__ import annotations

from dataclasses import dataclass

HOME = ("home advisor", "home coordinator", "home viewer")
ADVISORS = ("home advisor", "home coordinator")
STAFF = (*HOME, "partner advisor", "other partner", "unasked")
COMPANIES = ("company", "stranger", "candidate")
NOT_SIGNED_IN = ("anonymous", "link")
PEOPLE_WITHOUT = ("registered", "secretariat")


@dataclass(frozen=True)
class Line:
    """What a route answers; roles that `answers` does not name get `otherwise`."""

    answers: dict[str, str]
    otherwise: str

    def of(self, role: str) -> str:
        return self.answers.get(role, self.otherwise)


def line(otherwise: str, **by_group: str) -> Line:
    """`otherwise` for all, but the groups below; anonymous always comes to the log-in page."""
    answers = dict.fromkeys(NOT_SIGNED_IN, "login")
    for group, answer in by_group.items():
        for role in GROUPS[group]:
            answers[role] = answer
    return Line(answers, otherwise)


GROUPS: dict[str, tuple[str, ...]] = {
    "public": NOT_SIGNED_IN,
    "anonymous": ("anonymous",),
    "link": ("link",),
    "registered": ("registered",),
    "company": ("company",),
    "companies": COMPANIES,
    "home": HOME,
    "advisors": ADVISORS,
    "viewer": ("home viewer",),
    "coordinator": ("home coordinator",),
    "home_advisor": ("home advisor",),
    "staff": STAFF,
    "partner": ("partner advisor",),
    "asked": ("partner advisor", "other partner"),
    "other_staff": ("partner advisor", "other partner", "unasked"),
    "unasked": ("unasked",),
    "secretariat": ("secretariat",),
}


def everybody(answer: str) -> Line:
    """The same for all."""
    return Line({}, answer)


def own_row(answer: str, *groups: str, **further: str) -> Line:
    """A row that only `groups` may know of: for all others there is none."""
    return line("missing", **dict.fromkeys(groups, answer), **further)


NEITHER = {"registered": "forbidden", "secretariat": "forbidden"}


def company_form(answer: str = "ok") -> Line:
    return own_row(answer, "company")


ROUTES: dict[str, tuple[Line, Line]] = {
    # everybody
    "network:home": (everybody("ok"), everybody("method")),
    "kontor:health-live": (everybody("ok"), everybody("ok")),
    "kontor:health-ready": (everybody("ok"), everybody("ok")),
    "set_language": (everybody("to"), everybody("to")),
    "network:public-network": (everybody("ok"), everybody("method")),
    "network:public-agency": (everybody("ok"), everybody("method")),
    # not in production
    "web:styleguide": (everybody("missing"), everybody("method")),
    "notifications:mail-previews": (everybody("missing"), everybody("method")),
    "notifications:mailbox": (everybody("missing"), everybody("method")),
    "notifications:mailbox-mail": (everybody("missing"), everybody("method")),
    # whoever is signed in
    "web:start": (line("to"), line("method")),
    "web:duties": (line("ok"), line("method")),
    "web:export": (own_row("ok", "home_advisor"), line("method")),
    "web:export-file": (own_row("ok", "home_advisor"), line("method")),
    "web:switch-hat": (line("method"), line("forbidden")),
    "kontor:profile": (line("ok"), line("invalid")),
    "notifications:notices": (line("ok"), line("method")),
    "notifications:wishes": (line("ok"), line("invalid", registered="to")),
    "notifications:notice": (own_row("to", "home_advisor"), line("method")),
    "notifications:notices-read": (line("ok"), line("to")),
    "companies:company-new": (line("ok"), line("invalid")),
    "network:join-staff": (line("ok"), line("forbidden")),
    "companies:join-company": (line("ok"), line("forbidden")),
    # the own company
    "companies:company": (line("forbidden", companies="ok"), line("forbidden", companies="method")),
    "companies:company-agency": (
        line("forbidden", companies="missing"),
        line("forbidden", companies="missing"),
    ),
    "companies:company-edit": (
        line("forbidden", companies="ok"),
        line("forbidden", companies="invalid"),
    ),
    "companies:company-people": (
        line("forbidden", companies="ok"),
        line("forbidden", companies="invalid"),
    ),
    "companies:company-person": (company_form(), company_form("invalid")),
    "companies:company-invitation": (company_form(), company_form("to")),
    "companies:company-waiting": (company_form(), company_form("invalid")),
    # the own requests
    "requests:requests": (line("forbidden", companies="ok"), line("forbidden", companies="method")),
    "requests:request-new": (
        line("to", companies="ok", viewer="forbidden"),
        line("to", **NEITHER, companies="invalid", viewer="forbidden"),
    ),
    "requests:request-company": (
        line("ok", **NEITHER, companies="forbidden", viewer="forbidden"),
        line("method", **NEITHER, companies="forbidden"),
    ),
    "requests:draft": (company_form(), company_form("invalid")),
    "requests:draft-typed": (line("method"), line("missing")),
    "requests:draft-document": (company_form(), company_form("invalid")),
    "requests:draft-document-removal": (company_form(), company_form("to")),
    "requests:draft-verb submit": (company_form(), company_form("to")),
    "requests:draft-verb discard": (company_form(), company_form("to")),
    "requests:request": (company_form(), own_row("method", "companies")),
    "requests:request-write": (company_form(), company_form("invalid")),
    "requests:request-attach": (company_form(), company_form("invalid")),
    "requests:request-verb withdraw": (company_form(), company_form("invalid")),
    "requests:request-verb answer": (company_form("late"), company_form("invalid")),
    "requests:choice-verb choose": (company_form(), company_form("to")),
    "requests:choice-verb pass": (company_form(), company_form("invalid")),
    # documents
    "requests:attachment": (own_row("ok", "company", "home"), line("method")),
    "requests:attachment-withdrawal": (
        own_row("ok", "company", home="forbidden"),
        own_row("to", "company", home="forbidden"),
    ),
    "requests:brief-document": (own_row("ok", "company", "home", "asked"), line("method")),
    # the candidate, who was not asked yet
    "requests:approach": (own_row("missing"), own_row("method", "companies")),
    "requests:approach-verb agree": (own_row("missing"), own_row("missing")),
    "requests:approach-verb refuse": (own_row("missing"), own_row("missing")),
    # the desk
    "requests:desk": (line("forbidden", staff="ok"), line("forbidden", staff="method")),
    "network:desk-people": (line("forbidden", staff="ok"), line("forbidden", staff="method")),
    "network:desk-people-invite": (
        line("forbidden", coordinator="ok"),
        line("forbidden", coordinator="invalid"),
    ),
    "network:desk-people-invitation": (own_row("ok", "coordinator"), own_row("to", "coordinator")),
    "network:desk-person": (
        own_row("forbidden", "home_advisor", "viewer", coordinator="ok"),
        own_row("forbidden", "home_advisor", "viewer", coordinator="invalid"),
    ),
    "matching:desk-companies": (line("forbidden", staff="ok"), line("forbidden", staff="method")),
    "companies:desk-company-new": (
        line("forbidden", staff="ok", viewer="forbidden"),
        line("forbidden", staff="invalid", viewer="forbidden"),
    ),
    "companies:desk-company": (own_row("ok", "home"), own_row("method", "staff")),
    "companies:desk-company-edit": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "companies:desk-contact-new": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "companies:desk-contact": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "companies:desk-company-invite": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "companies:desk-company-waiting": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "companies:desk-company-admit": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("to", "advisors", viewer="forbidden"),
    ),
    "companies:desk-company-merge": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "requests:desk-request": (own_row("ok", "home"), own_row("method", "staff")),
    "requests:desk-request-write": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "requests:desk-request-attach": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "requests:desk-request-verb close": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "requests:desk-request-verb take": (
        own_row("late", "advisors", viewer="forbidden"),
        own_row("late", "advisors", viewer="forbidden"),
    ),
    "requests:desk-request-verb withdraw": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "requests:desk-suggestion-verb shortlist": (
        own_row("late", "advisors", viewer="forbidden"),
        own_row("late", "advisors", viewer="forbidden"),
    ),
    "requests:desk-suggestion-verb choose": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "requests:desk-lane": (own_row("ok", "home"), own_row("method", "staff")),
    "requests:desk-lane-write": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "requests:desk-lane-attach": (
        own_row("ok", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    "requests:desk-lane-verb recall": (
        own_row("late", "advisors", viewer="forbidden"),
        own_row("invalid", "advisors", viewer="forbidden"),
    ),
    # the partner's side: the home agency has its lane instead
    "requests:desk-referrals": (line("forbidden", staff="ok"), line("forbidden", staff="method")),
    "requests:desk-referral": (own_row("ok", "partner"), own_row("method", "staff")),
    "requests:desk-referral-write": (own_row("ok", "partner"), own_row("invalid", "partner")),
    "requests:desk-referral-note": (own_row("ok", "partner"), own_row("invalid", "partner")),
    "requests:desk-referral-attach": (own_row("ok", "partner"), own_row("invalid", "partner")),
    "requests:desk-referral-candidates": (own_row("ok", "partner"), own_row("method", "staff")),
    "requests:desk-referral-propose-new": (own_row("ok", "partner"), own_row("invalid", "partner")),
    "requests:desk-referral-propose-company": (
        own_row("ok", "partner"),
        own_row("invalid", "partner"),
    ),
    "requests:desk-candidate-discard": (own_row("ok", "partner"), own_row("to", "partner")),
    "requests:desk-candidate-verb ask_candidate": (
        own_row("ok", "partner"),
        own_row("to", "partner"),
    ),
    "requests:desk-candidate-verb take_back": (
        own_row("ok", "partner"),
        own_row("invalid", "partner"),
    ),
    "requests:desk-referral-verb add": (own_row("ok", "partner"), own_row("to", "partner")),
    "requests:desk-referral-verb accept": (own_row("late", "partner"), own_row("late", "partner")),
    # the secretariat
    "matching:matching-health": (
        line("forbidden", secretariat="ok"),
        line("forbidden", secretariat="method"),
    ),
    "companies:placements": (
        line("forbidden", secretariat="ok"),
        line("forbidden", secretariat="method"),
    ),
    "companies:placement": (own_row("ok", "secretariat"), own_row("invalid", "secretariat")),
    # by link: the token is the right, and nobody else has it
    "requests:answer": (
        own_row("ok", "link", anonymous="missing"),
        own_row("method", "link", anonymous="missing"),
    ),
    "requests:answer-document": (
        own_row("ok", "link", anonymous="missing"),
        own_row("method", "link", anonymous="missing"),
    ),
    "requests:answer-verb find_none": (
        own_row("ok", "link", anonymous="missing"),
        own_row("invalid", "link", anonymous="missing"),
    ),
}

# Pages of django-allauth: about one's own account, for (anonymous, company, home advisor). A person
# without a password, as these are, has nothing to authenticate again with.
ACCOUNTS: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "account_login": (("ok", "to", "to"), ("ok", "to", "to")),
    "account_logout": (("to", "ok", "ok"), ("to", "to", "to")),
    "account_inactive": (("ok", "ok", "ok"), ("method", "method", "method")),
    "account_signup": (("ok", "to", "to"), ("ok", "to", "to")),
    "account_reauthenticate": (("login", "forbidden", "to"), ("login", "forbidden", "to")),
    "account_email": (("login", "ok", "ok"), ("login", "to", "to")),
    "account_email_verification_sent": (("ok", "ok", "ok"), ("method", "method", "method")),
    "account_change_password": (("login", "to", "to"), ("login", "to", "to")),
    "account_set_password": (("login", "ok", "ok"), ("login", "ok", "ok")),
    "account_reset_password": (("ok", "ok", "ok"), ("ok", "ok", "ok")),
    "account_confirm_login_code": (("login", "to", "to"), ("login", "to", "to")),
    "account_confirm_email": (("ok", "ok", "ok"), ("missing", "missing", "missing")),
    "account_reset_password_from_key": (("ok", "ok", "ok"), ("ok", "ok", "ok")),
    "account_reset_password_from_key_done": (("ok",) * 3, ("method",) * 3),
    "account_reset_password_done": (("ok", "ok", "ok"), ("method", "method", "method")),
    "usersessions_list": (("login", "ok", "ok"), ("login", "to", "to")),
    "mfa_index": (("login", "ok", "ok"), ("login", "method", "method")),
    "mfa_authenticate": (("login", "to", "to"), ("login", "to", "to")),
    "mfa_reauthenticate": (("login", "forbidden", "ok"), ("login", "forbidden", "ok")),
    "mfa_activate_totp": (("login", "ok", "to"), ("login", "ok", "to")),
    "mfa_deactivate_totp": (("login", "missing", "to"), ("login", "missing", "to")),
    "mfa_view_recovery_codes": (("login", "missing", "missing"), ("login", "method", "method")),
    "mfa_generate_recovery_codes": (("login", "ok", "to"), ("login", "ok", "to")),
    "mfa_download_recovery_codes": (
        ("login", "missing", "missing"),
        ("login", "missing", "missing"),
    ),
}
ACCOUNT_ROLES = ("anonymous", "company", "home advisor")

# Django's admin, route by route: all of it is the secretariat's. What it gets for GET and POST;
# anonymous comes to the log-in page, and everybody else is forbidden.
Both = tuple[str, str]
OPEN: Both = ("ok", "ok")
ON: Both = ("to", "to")
SHOWN: Both = ("ok", "forbidden")
CLOSED: Both = ("forbidden", "forbidden")


def admin_pages(model: str, *, add: Both, change: Both, delete: Both) -> dict[str, Both]:
    """The five pages of a model; its list and its history are open."""
    pages = {"changelist": OPEN, "add": add, "history": OPEN, "delete": delete, "change": change}
    return {f"{model}_{page}": answers for page, answers in pages.items()}


# The outbox is read only; people come by registration, members by invitation.
ADMIN: dict[str, Both] = {
    "index": OPEN,
    "app_list": OPEN,
    "jsi18n": ("ok", "method"),
    # The log-in, the log-out and the password are those of the rest of Kontor.
    **dict.fromkeys(("login", "logout", "password_change", "password_change_done"), ON),
    **admin_pages("accounts_user", add=CLOSED, change=("ok", "to"), delete=CLOSED),
    **admin_pages("notifications_delivery", add=CLOSED, change=SHOWN, delete=CLOSED),
    **admin_pages("network_organisation", add=OPEN, change=OPEN, delete=CLOSED),
    **admin_pages("network_membership", add=CLOSED, change=OPEN, delete=OPEN),
    **admin_pages("network_staffinvitation", add=OPEN, change=SHOWN, delete=CLOSED),
    **admin_pages("network_networksettings", add=CLOSED, change=OPEN, delete=CLOSED),
}
