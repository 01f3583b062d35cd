from django.conf.urls.i18n import urlpatterns as language_urls
from django.contrib import admin
from django.urls import include, path

from accounts.confirming import ConfirmAddress
from kontor import health, pages

handler404 = "kontor.pages.nothing_there"
handler500 = "web.middleware.server_error"

of_the_whole = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("accounts/profile/", pages.ProfilePage.as_view(), name="profile"),
]
urlpatterns = [
    path("", include((of_the_whole, "kontor"))),
    path(
        "accounts/confirm-email/<str:key>/",
        ConfirmAddress.as_view(),
        name="account_confirm_email",
    ),
    path("accounts/", include("allauth.urls")),
    path("language/", include(language_urls)),
    path("admin/", admin.site.urls),
    path("", include("web.urls")),
    path("", include("notifications.urls")),
    path("", include("network.urls")),
    path("", include("companies.urls")),
    path("", include("matching.urls")),
    path("", include("cooperation_requests.urls")),
]
