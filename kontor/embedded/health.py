"""Asking the web server whether everything works."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

PATH = "/health/ready"


@dataclass(frozen=True)
class Health:
    """The answer of /health/ready, or what came instead of it."""

    parts: dict[str, dict[str, Any]]
    problem: str = ""

    def fresh(self, name: str, seconds: float) -> bool:
        """Whether the part is well and gave its last sign at most `seconds` ago."""
        part = self.parts.get(name, {})
        age = part.get("age")
        return part.get("state") == "ok" and age is not None and float(age) <= seconds

    def well(self, name: str) -> bool:
        """Whether the part is well."""
        return self.parts.get(name, {}).get("state") == "ok"

    def __str__(self) -> str:
        return self.problem or ", ".join(
            f"{name}: {part.get('state')}" for name, part in self.parts.items()
        )


def ask(port: int, host: str) -> Health:
    """Ask on loopback, as the host name that the site answers to."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        # As behind the proxy of a site with https, which would else be redirected.
        headers = {"Host": host, "X-Forwarded-Proto": "https"}
        connection.request("GET", PATH, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as failed:
        return Health({}, f"no answer ({failed})")
    finally:
        connection.close()
    try:
        parts = json.loads(body)["parts"]
    except (ValueError, KeyError, TypeError):
        return Health({}, f"{PATH} answered {answer.status}")
    return Health(parts)
