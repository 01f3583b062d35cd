"""Secrets, cookies, content policy."""

from csp.constants import NONE, SELF

from kontor.settings import environment

DEBUG = False
SECRET_KEY = environment.secret_key()
# Keys of before: what they signed or locked still opens, nothing new is made with them.
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS", "")
ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "[::1]"]
    if environment.DEMO
    else environment.words("ALLOWED_HOSTS", f"{environment.BASE_HOST},localhost")
)
CSRF_TRUSTED_ORIGINS = [environment.BASE_URL]
CSRF_FAILURE_VIEW = "web.typed_text.csrf_failure"

_https = environment.BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
# A browser takes a cookie of such a name from this very host alone, and over https only: no
# neighbouring subdomain can set one (RFC 6265bis, 4.1.3.2).
_host_only = "__Host-" if _https else ""
SESSION_COOKIE_NAME = f"{_host_only}sessionid"
CSRF_COOKIE_NAME = f"{_host_only}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_host_only}django_language"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Static files are for this site's own pages.
WHITENOISE_ALLOW_ALL_ORIGINS = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
