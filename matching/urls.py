from django.urls import path

from matching import views

app_name = "matching"
urlpatterns = [
    path("desk/companies/", views.DeskCompanies.as_view(), name="desk-companies"),
    path("secretariat/matching/", views.MatchingHealth.as_view(), name="matching-health"),
]
