"""Free ports, and the web server's sockets, which the supervisor itself holds."""

import errno
import socket

DEFAULT_PORT = 8000
PORTS_TRIED = 100


class PortTaken(Exception):
    """Somebody else listens on the port."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listen(port: int) -> list[socket.socket]:
    """Listen on `port` of both loopback addresses: a browser tries ::1 first for localhost.

    Held by the supervisor from its first second on, the port stays Kontor's while the database is
    prepared and when the web server is started again. Raises PortTaken, or OSError when the port
    is not allowed.
    """
    sockets: list[socket.socket] = []
    try:
        sockets.append(_listening(socket.AF_INET, "127.0.0.1", port))
        try:
            sockets.append(_listening(socket.AF_INET6, "::1", port))
        except OSError as refused:
            # A machine without IPv6 has no ::1.
            if refused.errno == errno.EADDRINUSE:
                raise
    except OSError as refused:
        for opened in sockets:
            opened.close()
        if refused.errno == errno.EADDRINUSE:
            raise PortTaken(port) from None
        raise
    return sockets


def _listening(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((address, port))
        opened.listen(128)
    except OSError:
        opened.close()
        raise
    return opened


def listen_from(first: int) -> tuple[list[socket.socket], int]:
    """Listen on the first free port from `first` on; the sockets and the port.

    Raises PortTaken when PORTS_TRIED ports in a row are taken.
    """
    for port in range(first, first + PORTS_TRIED):
        try:
            return listen(port), port
        except PortTaken:
            continue
    raise PortTaken(first)
