from django.urls import path

from network import views

app_name = "network"
urlpatterns = [
    path("", views.HomePage.as_view(), name="home"),
    path("network/", views.NetworkPage.as_view(), name="public-network"),
    path("network/<slug:slug>/", views.AgencyPage.as_view(), name="public-agency"),
    path("desk/people/", views.PeoplePage.as_view(), name="desk-people"),
    path("desk/people/invite/", views.InvitePage.as_view(), name="desk-people-invite"),
    path(
        "desk/people/invitations/<uuid:invitation_id>/",
        views.RevokeInvitation.as_view(),
        name="desk-people-invitation",
    ),
    path("desk/people/<uuid:membership_id>/", views.MembershipPage.as_view(), name="desk-person"),
    path(
        "network/join/<uuid:invitation_id>/<token:token>/",
        views.JoinPage.as_view(),
        name="join-staff",
    ),
]
