from django.urls import path

from cooperation_requests.views import (
    company,
    desk,
    documents,
    drafts,
    inbox,
    lanes,
    links,
    partner,
    proposing,
)

REQUEST = "requests/<reference:reference>/"
DRAFT = "requests/drafts/<uuid:request_id>/"
APPROACH = "requests/approaches/<uuid:suggestion_id>/"
DESK = "desk/requests/<reference:reference>/"
LANE = DESK + "referrals/<uuid:referral_id>/"
REFERRAL = "desk/referrals/<uuid:referral_id>/"
CANDIDATE = REFERRAL + "suggestions/<uuid:suggestion_id>/"

app_name = "requests"
urlpatterns = [
    # the company
    path("requests/", company.CompanyRequests.as_view(), name="requests"),
    path("requests/new/", drafts.NewRequest.as_view(), name="request-new"),
    path("requests/new/company/", drafts.ChooseCompany.as_view(), name="request-company"),
    path(DRAFT, drafts.DraftPage.as_view(), name="draft"),
    path(DRAFT + "typed/", drafts.DraftTyped.as_view(), name="draft-typed"),
    path(DRAFT + "documents/", drafts.DraftDocument.as_view(), name="draft-document"),
    path(
        DRAFT + "documents/<uuid:attachment_id>/",
        drafts.DraftDocumentRemoval.as_view(),
        name="draft-document-removal",
    ),
    path(DRAFT + "<word:verb>/", drafts.DraftVerb.as_view(), name="draft-verb"),
    path(
        "requests/documents/<uuid:attachment_id>/",
        documents.AttachmentFile.as_view(),
        name="attachment",
    ),
    path(
        "requests/documents/<uuid:attachment_id>/withdraw/",
        documents.AttachmentWithdrawal.as_view(),
        name="attachment-withdrawal",
    ),
    path(
        "requests/brief-documents/<uuid:document_id>/",
        documents.BriefDocumentFile.as_view(),
        name="brief-document",
    ),
    path(APPROACH, company.Approach.as_view(), name="approach"),
    path(APPROACH + "<word:verb>/", company.ApproachVerb.as_view(), name="approach-verb"),
    path(REQUEST, company.CompanyRequest.as_view(), name="request"),
    path(REQUEST + "write/", documents.CompanyWrite.as_view(), name="request-write"),
    path(REQUEST + "attach/", documents.CompanyAttach.as_view(), name="request-attach"),
    path(
        REQUEST + "suggestions/<uuid:suggestion_id>/<word:verb>/",
        company.ChoiceVerb.as_view(),
        name="choice-verb",
    ),
    path(REQUEST + "<word:verb>/", company.CompanyVerb.as_view(), name="request-verb"),
    # the home agency
    path("desk/", inbox.Inbox.as_view(), name="desk"),
    path(DESK, desk.DeskRequest.as_view(), name="desk-request"),
    path(
        DESK + "threads/<word:thread>/write/",
        documents.HomeWrite.as_view(),
        name="desk-request-write",
    ),
    path(
        DESK + "threads/<word:thread>/attach/",
        documents.HomeAttach.as_view(),
        name="desk-request-attach",
    ),
    path(
        DESK + "suggestions/<uuid:suggestion_id>/<word:verb>/",
        desk.DeskSuggestionVerb.as_view(),
        name="desk-suggestion-verb",
    ),
    path(LANE, lanes.Lane.as_view(), name="desk-lane"),
    path(LANE + "write/", documents.LaneWrite.as_view(), name="desk-lane-write"),
    path(LANE + "attach/", documents.LaneAttach.as_view(), name="desk-lane-attach"),
    path(LANE + "<word:verb>/", lanes.LaneVerb.as_view(), name="desk-lane-verb"),
    path(DESK + "<word:verb>/", desk.DeskRequestVerb.as_view(), name="desk-request-verb"),
    # the partner
    path("desk/referrals/", partner.Referrals.as_view(), name="desk-referrals"),
    path(REFERRAL, partner.ReferralPage.as_view(), name="desk-referral"),
    path(REFERRAL + "write/", documents.ReferralWrite.as_view(), name="desk-referral-write"),
    path(REFERRAL + "notes/write/", documents.ReferralNote.as_view(), name="desk-referral-note"),
    path(REFERRAL + "attach/", documents.ReferralAttach.as_view(), name="desk-referral-attach"),
    path(
        REFERRAL + "propose/", proposing.FindCandidates.as_view(), name="desk-referral-candidates"
    ),
    path(REFERRAL + "propose/new/", proposing.Propose.as_view(), name="desk-referral-propose-new"),
    path(
        REFERRAL + "propose/<uuid:company_id>/",
        proposing.Propose.as_view(),
        name="desk-referral-propose-company",
    ),
    path(
        CANDIDATE + "discard/",
        partner.DiscardCandidate.as_view(),
        name="desk-candidate-discard",
    ),
    path(CANDIDATE + "<word:verb>/", partner.CandidateVerb.as_view(), name="desk-candidate-verb"),
    path(REFERRAL + "<word:verb>/", partner.ReferralVerb.as_view(), name="desk-referral-verb"),
    # by link
    path("answer/<token:token>/", links.Answer.as_view(), name="answer"),
    path(
        "answer/<token:token>/documents/<uuid:document_id>/",
        links.AnswerDocument.as_view(),
        name="answer-document",
    ),
    path("answer/<token:token>/<word:verb>/", links.AnswerVerb.as_view(), name="answer-verb"),
]
