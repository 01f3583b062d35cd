from django.urls import path

from companies.views import desk, merging, own

app_name = "companies"
urlpatterns = [
    path("company/", own.CompanyPage.as_view(), name="company"),
    path("company/new/", own.RegisterCompany.as_view(), name="company-new"),
    path("company/agency/", own.ChooseAgency.as_view(), name="company-agency"),
    path("company/profile/", own.EditCompany.as_view(), name="company-edit"),
    path("company/people/", own.CompanyPeople.as_view(), name="company-people"),
    path(
        "company/people/invitations/<uuid:invitation_id>/",
        own.RevokeInvitation.as_view(),
        name="company-invitation",
    ),
    path("company/people/<uuid:member_id>/", own.RemovePerson.as_view(), name="company-person"),
    path(
        "company/people/waiting/<uuid:join_id>/", own.DecideJoin.as_view(), name="company-waiting"
    ),
    path(
        "company/join/<uuid:invitation_id>/<token:token>/",
        own.JoinCompany.as_view(),
        name="join-company",
    ),
    path("desk/companies/new/", desk.RegisterForCompany.as_view(), name="desk-company-new"),
    path(
        "desk/companies/<uuid:company_id>/waiting/<uuid:join_id>/",
        desk.DecideJoinAtDesk.as_view(),
        name="desk-company-waiting",
    ),
    path("desk/companies/<uuid:company_id>/", desk.DeskCompany.as_view(), name="desk-company"),
    path(
        "desk/companies/<uuid:company_id>/profile/",
        desk.EditDeskCompany.as_view(),
        name="desk-company-edit",
    ),
    path(
        "desk/companies/<uuid:company_id>/contacts/new/",
        desk.AddContact.as_view(),
        name="desk-contact-new",
    ),
    path(
        "desk/companies/<uuid:company_id>/contacts/<uuid:contact_id>/",
        desk.EditContact.as_view(),
        name="desk-contact",
    ),
    path(
        "desk/companies/<uuid:company_id>/invite/",
        desk.InviteToCompany.as_view(),
        name="desk-company-invite",
    ),
    path(
        "desk/companies/<uuid:company_id>/admit/",
        desk.AdmitCompany.as_view(),
        name="desk-company-admit",
    ),
    path(
        "desk/companies/<uuid:company_id>/same/",
        merging.MergeCompany.as_view(),
        name="desk-company-merge",
    ),
    path("placements/", desk.Placements.as_view(), name="placements"),
    path("placements/<uuid:company_id>/", desk.Placement.as_view(), name="placement"),
]
