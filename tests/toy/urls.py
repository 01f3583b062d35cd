from django.urls import path

from tests.toy import views

app_name = "toy"
urlpatterns = [
    path("toys/", views.Toys.as_view(), name="toys"),
    path("toys/by-key/<token:token>/", views.ByKey.as_view(), name="key"),
    path("toys/<uuid:toy_id>/", views.ToyPage.as_view(), name="toy"),
    path("toys/<uuid:toy_id>/<word:verb>/", views.ToyVerbPage.as_view(), name="toy-verb"),
]
