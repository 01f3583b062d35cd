"""Each person reads Kontor in their own language and time zone."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers


class PersonalSettingsMiddleware:
    """A cookie set on this browser wins, then the person's language, then the browser's wish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in dict(settings.LANGUAGES):
            language = (
                request.user.language
                if request.user.is_authenticated
                else translation.get_language_from_request(request)
            )
        zone = request.user.zone if request.user.is_authenticated else None
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        else:
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response
