"""Pages that belong to no noun: the style guide."""

from django.urls import path

from web.styleguide import styleguide

urlpatterns = [path("styleguide/", styleguide, name="styleguide")]
