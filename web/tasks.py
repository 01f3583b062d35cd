"""What is tidied of what people typed, and lists that are written; safe to run twice and in any
number of workers."""

from celery import shared_task

from web import exports, typed_text


@shared_task
def forget_typed_text() -> int:
    """Forget what ended sessions sent and nobody came back for."""
    return typed_text.forget_expired()


@shared_task
def write_exports() -> int:
    """Write the long lists that somebody asked for as a file."""
    return exports.write_waiting()


@shared_task
def forget_exports() -> int:
    """Remove the files of lists that were asked for long ago."""
    return exports.forget_old()
