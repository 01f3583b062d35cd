"""The addresses of the project, and the toys'."""

from django.urls import include, path

from kontor.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]
urlpatterns = [path("", include("tests.toy.urls")), *urlpatterns]
