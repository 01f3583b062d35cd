"""Pages that belong to no noun."""

from django.urls import path

from web import duties, views
from web.styleguide import styleguide

app_name = "web"
urlpatterns = [
    path("start/", views.StartPage.as_view(), name="start"),
    path("waiting/", duties.DutiesPage.as_view(), name="duties"),
    path("exports/<uuid:export_id>/", views.ExportPage.as_view(), name="export"),
    path("exports/<uuid:export_id>/file/", views.ExportFile.as_view(), name="export-file"),
    path("hat/", views.SwitchHat.as_view(), name="switch-hat"),
    path("styleguide/", styleguide, name="styleguide"),
]
