"""What the words of a notice consist of, and where the one action of its mail leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from activities.codes import VerbCode
from cooperation_requests.codes import CaseHearer, CaseKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# The kind of a notice: what was done with what, and who hears of it.
NoticeKey = tuple[CaseKind, VerbCode, CaseHearer]


@dataclass(frozen=True)
class Words:
    """`line` is the mail's lead, `subject` the mail's subject after the reference; `summary` stands
    for it in the portal, where nothing is filled in."""

    subject: StrOrPromise
    line: StrOrPromise
    action: StrOrPromise
    page: str
    still: tuple[str, ...] = ()
    summary: StrOrPromise = ""


COMPANY_PAGE = "company"
DESK_PAGE = "desk"
REFERRAL_PAGE = "referral"
LINK_TO_REFERRAL = "referral_link"
CANDIDATE_PAGE = "candidate"

OPEN_REQUEST = _("Open the request")
OPEN_REFERRAL = _("Open the brief")
