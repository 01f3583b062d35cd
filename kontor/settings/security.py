"""Secrets, cookies, content policy."""

from csp.constants import NONE, SELF

from kontor.settings import environment

DEBUG = False
SECRET_KEY = environment.text("SECRET_KEY", "not-secret-only-for-commands-without-servers")
SECRET_KEY_IS_SET = bool(environment.text("SECRET_KEY"))
ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "[::1]"]
    if environment.DEMO
    else environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1")
)
CSRF_TRUSTED_ORIGINS = [environment.BASE_URL]
CSRF_FAILURE_VIEW = "web.typed_text.csrf_failure"

_https = environment.BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
