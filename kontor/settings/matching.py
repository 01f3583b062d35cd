"""Who makes the vectors by which texts of different languages are compared."""

from kontor.settings import environment

# Any endpoint that speaks OpenAI's embeddings API; without one the model that comes with Kontor.
EMBEDDING_URL = environment.text("EMBEDDING_URL")
EMBEDDING_MODEL = environment.text("EMBEDDING_MODEL")
EMBEDDING_VERSION = environment.text("EMBEDDING_VERSION", "1")
EMBEDDING_DIMENSIONS = int(environment.text("EMBEDDING_DIMENSIONS", "0"))
EMBEDDING_KEY = environment.text("EMBEDDING_KEY")
