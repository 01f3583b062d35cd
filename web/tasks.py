"""What is tidied of what people typed; safe to run twice and in any number of workers."""

from celery import shared_task

from web import typed_text


@shared_task
def forget_typed_text() -> int:
    """Forget what ended sessions sent and nobody came back for."""
    return typed_text.forget_expired()
