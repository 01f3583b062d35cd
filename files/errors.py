"""Why a file was not taken."""

from django.core.exceptions import ValidationError


class FileRefused(ValidationError):
    """The file is not taken; the message says in the reader's language what to do instead."""
