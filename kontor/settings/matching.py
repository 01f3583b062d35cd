"""Who makes the vectors by which texts of different languages are compared."""

from kontor.settings import environment

# Empty: the model that comes with Kontor; "none": words, sectors and the bridge of NACE alone.
EMBEDDING_MODEL = environment.text("EMBEDDING_MODEL")
