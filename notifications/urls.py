from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("notices/", views.NoticesPage.as_view(), name="notices"),
    path("notices/<uuid:notice_id>/", views.OpenNotice.as_view(), name="notice"),
    path("notices/wishes/", views.WishesPage.as_view(), name="wishes"),
    path("notices/read/", views.MarkRead.as_view(), name="notices-read"),
    path("styleguide/mails/", views.MailPreviewPage.as_view(), name="mail-previews"),
    path("mailbox/", views.MailboxPage.as_view(), name="mailbox"),
    path("mailbox/<slug:key>/", views.MailboxPage.as_view(), name="mailbox-mail"),
]
