"""Keys, by which whoever holds one sees a toy."""

from tests.toy.models import ToyKey
from web.links import LinkKind

KEY: LinkKind[ToyKey] = LinkKind(ToyKey, "toy:key", verbs=frozenset())
