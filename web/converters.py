"""Path parts of a known form: anything else is no address of ours."""

from django.urls import register_converter


class ReferenceConverter:
    """A request's number, such as KO-2026-00001."""

    regex = r"KO-\d{4}-\d{5,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TokenConverter(ReferenceConverter):
    """The token of a link."""

    regex = r"[A-Za-z0-9_-]{20,100}"


class WordConverter(ReferenceConverter):
    """A verb or another word of our own."""

    regex = r"[a-z_]{2,30}"


def register() -> None:
    """Make the converters known; called before the addresses are read."""
    register_converter(ReferenceConverter, "reference")
    register_converter(TokenConverter, "token")
    register_converter(WordConverter, "word")
