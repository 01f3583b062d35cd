"""How people sign in: django-allauth with e-mail as log-in and TOTP as second factor."""

from kontor.settings import environment

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:start"
LOGOUT_REDIRECT_URL = "network:home"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {"signup": "accounts.registration.RegistrationForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_LOGOUT_ON_GET = False
# Who finds a session open changes no address with it, and its owner is told of every change.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# How much is too much (docs/decisions/limits.md); a "key" is an account from one client for wrong
# passwords, an address for mails.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/5m/key",
    "signup": "20/m/ip,300/d/ip",
    "reset_password": "20/m/ip,3/h/key,10/d/key",
    "confirm_email": "1/3m/key,6/d/key",
    "manage_email": "10/m/user,20/d/user",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = environment.BASE_URL.split(":", 1)[0]
# So many entries of X-Forwarded-For, from its end, are written by proxies that can be trusted; what
# a client writes there itself stands before them.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.trusted_proxies()
MFA_ADAPTER = "accounts.second_factors.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kontor"
MFA_TOTP_TOLERANCE = 1
# After so many seconds without a request a session ends, by the strictest of its person's roles.
SESSION_IDLE_SECONDS = {
    "secretariat": 60 * environment.number("IDLE_MINUTES_SECRETARIAT", 60, least=1),
    "staff": 60 * environment.number("IDLE_MINUTES_STAFF", 8 * 60, least=1),
    "company": 60 * environment.number("IDLE_MINUTES_COMPANY", 14 * 24 * 60, least=1),
}
# The demo on loopback lets its known people in with their password alone.
SECOND_FACTOR_REQUIRED = not environment.DEMO
