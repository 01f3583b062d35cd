"""The rows of a case, a noun a file."""

from cooperation_requests.models.answer_link import AnswerLink
from cooperation_requests.models.brief import Brief, BriefDocument
from cooperation_requests.models.message import Attachment, Message
from cooperation_requests.models.referral import Referral, WordsRead
from cooperation_requests.models.request import CooperationRequest, DraftInput, RequestCounter
from cooperation_requests.models.suggestion import Suggestion

__all__ = [
    "AnswerLink",
    "Attachment",
    "Brief",
    "BriefDocument",
    "CooperationRequest",
    "DraftInput",
    "Message",
    "Referral",
    "RequestCounter",
    "Suggestion",
    "WordsRead",
]
