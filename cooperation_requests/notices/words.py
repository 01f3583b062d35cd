"""The words of each notice. Subjects carry the reference only; `%(…)s` are filled by `rendering`.

The key is (kind of row, verb, audience).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cooperation_requests.enums import AWAITING_ANSWER, IN_PLAY, ReferralState, RequestState
from cooperation_requests.notices.candidate_words import CANDIDATE_WORDS
from cooperation_requests.notices.noted_words import NOTED_WORDS
from cooperation_requests.notices.wording import (
    COMPANY_PAGE,
    DESK_PAGE,
    LINK_TO_REFERRAL,
    OPEN_REFERRAL,
    OPEN_REQUEST,
    REFERRAL_PAGE,
    Words,
)
from cooperation_requests.workflow import QUALIFIED_OR_FORWARDED

WORDS: dict[tuple[str, str, str], Words] = {
    ("request", "submit", "home_desk"): Words(
        _("a new request"),
        _("A company submitted a new request."),
        _("Take the request"),
        DESK_PAGE,
        (RequestState.SUBMITTED,),
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
        QUALIFIED_OR_FORWARDED,
    ),
    ("referral", "fits", "partner"): Words(
        _("a company of yours may fit"),
        _("A company of your agency is new or changed its profile, and may fit this brief."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        IN_PLAY,
    ),
    ("request", "take", "company"): Words(
        _("%(advisor)s looks after your request"),
        _("%(advisor)s of %(agency)s looks after your request from now on."),
        OPEN_REQUEST,
        COMPANY_PAGE,
        summary=_("your advisor is named"),
    ),
    ("request", "assign", "company"): Words(
        _("%(advisor)s looks after your request"),
        _("%(advisor)s of %(agency)s looks after your request from now on."),
        OPEN_REQUEST,
        COMPANY_PAGE,
        summary=_("your advisor is named"),
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
        summary=_("handed to a colleague"),
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
        _("Your advisor changed the brief for partners: %(changed)s."),
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
        _("suggestions for you"),
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
        AWAITING_ANSWER,
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
        AWAITING_ANSWER,
    ),
    ("referral", "ask_back", "advisor"): Words(
        _("a partner asks back"),
        _("%(partner)s has a question. Its clock stands still until you reply."),
        _("Reply"),
        DESK_PAGE,
    ),
    ("referral", "reply", "partner"): Words(
        _("a reply to your question"),
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
        AWAITING_ANSWER,
    ),
    ("referral", "remind", "partner"): Words(
        _("your answer is awaited (due on %(due)s)"),
        _("%(agency)s waits for your answer (due on %(due)s). ‘No candidate’ is an answer too."),
        _("Read the brief and answer"),
        LINK_TO_REFERRAL,
        AWAITING_ANSWER,
        summary=_("your answer is awaited"),
    ),
    ("referral", "remind", "partner_coordinators"): Words(
        _("an answer of your agency is late"),
        _("The answer to %(agency)s was due on %(due)s."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        AWAITING_ANSWER,
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
        (ReferralState.EXPIRED,),
    ),
    ("referral", "recall", "partner"): Words(
        _("recalled"),
        _("%(agency)s took this request back from you. The reason is on the page."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    **CANDIDATE_WORDS,
    **NOTED_WORDS,
}
