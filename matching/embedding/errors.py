"""What embedding may meet."""


class EmbeddingUnavailable(Exception):
    """No vectors can be had now: the model is not installed, its service is down."""


class EmbeddingDied(Exception):
    """The process died, or took too long, over the texts it was given."""
