"""The words of each notice. Subjects carry the reference only; `%(…)s` are filled by `rendering`.

The key is (kind of row, verb, audience). `page` names where the one action of the mail leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Words:
    """`line` is the mail's lead, `subject` the mail's subject after the reference."""

    subject: StrOrPromise
    line: StrOrPromise
    action: StrOrPromise
    page: str
    still: tuple[str, ...] = ()


COMPANY_PAGE = "company"
DESK_PAGE = "desk"
REFERRAL_PAGE = "referral"
LINK_TO_REFERRAL = "referral_link"
CANDIDATE_PAGE = "candidate"

OPEN_REQUEST = _("Open the request")
OPEN_REFERRAL = _("Open the brief")

WORDS: dict[tuple[str, str, str], Words] = {
    ("request", "submit", "home_desk"): Words(
        _("a new request"),
        _("A company submitted a new request."),
        _("Take the request"),
        DESK_PAGE,
        ("submitted",),
    ),
    ("request", "submit", "company"): Words(
        _("your request arrived"),
        _("Your request has the number %(reference)s. Your agency answers within 2 working days."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "fits", "advisor"): Words(
        _("a company of yours may fit"),
        _("A company of your agency is new or changed its profile, and may fit this request."),
        OPEN_REQUEST,
        DESK_PAGE,
        ("qualified", "with_partners", "presented", "introduced"),
    ),
    ("referral", "fits", "partner"): Words(
        _("a company of yours may fit"),
        _("A company of your agency is new or changed its profile, and may fit this brief."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        ("sent", "accepted", "expired", "answered", "no_candidate"),
    ),
    ("request", "take", "company"): Words(
        _("%(advisor)s looks after your request"),
        _("%(advisor)s of %(agency)s looks after your request from now on."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "assign", "company"): Words(
        _("%(advisor)s looks after your request"),
        _("%(advisor)s of %(agency)s looks after your request from now on."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "assign", "assigned"): Words(
        _("assigned to you"),
        _("This request is yours from now on."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("request", "assign", "assigned_before"): Words(
        _("handed to %(advisor)s"),
        _("%(advisor)s looks after this request from now on."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("request", "ask", "company"): Words(
        _("a question to you"),
        _("%(advisor)s has a question about your request."),
        _("Answer the question"),
        COMPANY_PAGE,
    ),
    ("request", "answer", "advisor"): Words(
        _("the company answered"),
        _("The company answered your question."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("request", "resume", "company"): Words(
        _("we go on"),
        _("Your agency goes on with your request without the answer."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "qualify", "company"): Words(
        _("the brief for partners is written"),
        _(
            "This is how partner agencies will read what you look for, without your name. Tell "
            "your advisor if something is wrong."
        ),
        _("Read the brief"),
        COMPANY_PAGE,
    ),
    ("request", "revise", "company"): Words(
        _("the brief changed"),
        _("Your advisor changed the brief for partners."),
        _("Read the brief"),
        COMPANY_PAGE,
    ),
    ("request", "revise", "partners_in_play"): Words(
        _("the brief changed"),
        _("The brief changed: %(changed)s."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("request", "decline", "company"): Words(
        _("we cannot help with this request"),
        _("Your agency cannot take this request on. The reason is on the page."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "forward", "company"): Words(
        _("with partners"),
        _(
            "Partner agencies are looking for fitting companies. You hear from us when there is "
            "something to choose from."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "present", "company"): Words(
        _("your choice"),
        _(
            "Your advisor has suggestions for you. Tell us whom you want to get to "
            "know; your data go over only after that."
        ),
        _("See the suggestions"),
        COMPANY_PAGE,
    ),
    ("request", "introduce", "company"): Words(
        _("your introduction"),
        _("You are introduced. Both sides have the other’s contact data now."),
        _("See the contact"),
        COMPANY_PAGE,
    ),
    ("request", "close", "company"): Words(
        _("closed"),
        _("Your request is closed. How it ended is on the page."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "close", "partners_in_play"): Words(
        _("closed"),
        _("This request has ended. Nothing is left to do; thank you for your work."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("request", "withdraw", "advisor"): Words(
        _("withdrawn"),
        _("The company withdrew its request."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("request", "withdraw", "partners_in_play"): Words(
        _("withdrawn"),
        _("This request has ended. Nothing is left to do; thank you for your work."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("request", "reopen", "company"): Words(
        _("open again"),
        _("Your request is open again."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "reopen", "advisor"): Words(
        _("open again"),
        _("The company opened its request again."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("referral", "forward", "partner_desk"): Words(
        _("companies wanted in your region"),
        _("%(agency)s asks you for fitting companies until %(due)s."),
        _("Read the brief and answer"),
        LINK_TO_REFERRAL,
        ("sent", "accepted", "expired"),
    ),
    ("referral", "accept", "advisor"): Words(
        _("a partner accepted"),
        _("%(partner)s accepted and looks for companies."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("referral", "assign", "assigned"): Words(
        _("assigned to you"),
        _("This brief is yours from now on; the answer is due on %(due)s."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        ("sent", "accepted", "expired"),
    ),
    ("referral", "ask_back", "advisor"): Words(
        _("a partner asks back"),
        _("%(partner)s has a question. Its clock stands still until you reply."),
        _("Reply"),
        DESK_PAGE,
    ),
    ("referral", "reply", "partner"): Words(
        _("a reply"),
        _("%(agency)s replied to your question. You have until %(due)s."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("referral", "answer", "advisor"): Words(
        _("a partner answered"),
        _("%(partner)s answered."),
        _("See the answer"),
        DESK_PAGE,
    ),
    ("referral", "add", "advisor"): Words(
        _("further candidates"),
        _("%(partner)s sent further candidates."),
        _("See the answer"),
        DESK_PAGE,
    ),
    ("referral", "find_none", "advisor"): Words(
        _("no candidate"),
        _("%(partner)s found no candidate."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("referral", "decline", "advisor"): Words(
        _("a partner declined"),
        _("%(partner)s declined."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("referral", "extend", "partner"): Words(
        _("more time"),
        _("You have until %(due)s."),
        OPEN_REFERRAL,
        LINK_TO_REFERRAL,
        ("sent", "accepted", "expired"),
    ),
    ("referral", "remind", "partner"): Words(
        _("your answer is due on %(due)s"),
        _(
            "%(agency)s waits for your answer; it is due on %(due)s. ‘No candidate’ is an answer "
            "too."
        ),
        _("Read the brief and answer"),
        LINK_TO_REFERRAL,
        ("sent", "accepted", "expired"),
    ),
    ("referral", "remind", "partner_coordinators"): Words(
        _("an answer of your agency is late"),
        _("The answer to %(agency)s was due on %(due)s."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        ("sent", "accepted", "expired"),
    ),
    ("referral", "remind", "advisor"): Words(
        _("a partner is late"),
        _("%(partner)s was reminded; its answer was due on %(due)s."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("referral", "expire", "advisor"): Words(
        _("a partner did not answer"),
        _("%(partner)s did not answer. Give more time, recall it or go on without."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("referral", "expire", "partner_coordinators"): Words(
        _("expired"),
        _("The answer to %(agency)s was due on %(due)s. You can still answer."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        ("expired",),
    ),
    ("referral", "recall", "partner"): Words(
        _("recalled"),
        _("%(agency)s took this request back from you. The reason is on the page."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "set_aside", "partner"): Words(
        _("a candidate was set aside"),
        _("%(agency)s set one of your candidates aside. The reason is on the page."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "choose", "advisor"): Words(
        _("the company wants to get to know a candidate"),
        _("The company wants to get to know a candidate of %(partner)s."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "choose", "partner"): Words(
        _("interest in your candidate"),
        _("The company wants to get to know one of your candidates."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "pass", "advisor"): Words(
        _("no interest in a candidate"),
        _("The company has no interest in a candidate of %(partner)s."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "pass", "partner"): Words(
        _("no interest in your candidate"),
        _("The company has no interest in one of your candidates. The reason is on the page."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "take_back", "advisor"): Words(
        _("a candidate was taken back"),
        _("%(partner)s took a candidate back."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "take_back", "company"): Words(
        _("a suggestion is not available"),
        _("One of the suggestions is no longer available."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("suggestion", "introduce", "candidate"): Words(
        _("your introduction"),
        _("You are introduced. Both sides have the other’s contact data now."),
        _("See the contact"),
        CANDIDATE_PAGE,
    ),
    ("suggestion", "introduce", "partner"): Words(
        _("your candidate is introduced"),
        _("One of your candidates is introduced to the company."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "submit", "candidate"): Words(
        _("your company is proposed to a partner abroad"),
        _(
            "%(partner)s knows a company abroad that looks for a partner like you and proposed "
            "you, without your name. You can read what is looked for once you are asked; you can "
            "refuse at any time, then your contact data are erased."
        ),
        _("See what was said of you"),
        CANDIDATE_PAGE,
    ),
    ("suggestion", "ask_candidate", "candidate"): Words(
        _("a company abroad wants to get to know you"),
        _(
            "%(partner)s asks you: may it introduce you to a company abroad? Your name and contact "
            "data go over only if you agree."
        ),
        _("Read and decide"),
        CANDIDATE_PAGE,
    ),
    ("suggestion", "agree", "partner"): Words(
        _("your candidate agreed"),
        _("One of your candidates agreed to be introduced."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "agree", "advisor"): Words(
        _("a candidate agreed"),
        _("A candidate of %(partner)s agreed to be introduced."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "refuse", "partner"): Words(
        _("your candidate refused"),
        _("One of your candidates does not want to be introduced."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "refuse", "advisor"): Words(
        _("a candidate refused"),
        _("A candidate of %(partner)s does not want to be introduced."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "refuse", "company"): Words(
        _("a suggestion is not available"),
        _("One of the suggestions is no longer available."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("message", "write", "company"): Words(
        _("a message to you"),
        _("%(advisor)s wrote to you."),
        _("Read the message"),
        COMPANY_PAGE,
    ),
    ("message", "write", "advisor"): Words(
        _("a new message"),
        _("There is a new message for you."),
        _("Read the message"),
        DESK_PAGE,
    ),
    ("message", "write", "partner"): Words(
        _("a new message"),
        _("%(agency)s wrote to you."),
        _("Read the message"),
        REFERRAL_PAGE,
    ),
}
