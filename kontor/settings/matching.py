"""Who makes the vectors by which texts of different languages are compared."""

from kontor.settings import environment

# Empty: the model that comes with Kontor; "none": words, sectors and the bridge of NACE alone; with
# EMBEDDING_URL the name of the model there.
EMBEDDING_MODEL = environment.text("EMBEDDING_MODEL")
# An OpenAI-compatible interface ("https://embeddings.example/v1") and its key, if it wants one.
EMBEDDING_URL = environment.address("EMBEDDING_URL")
EMBEDDING_KEY = environment.text("EMBEDDING_KEY")
