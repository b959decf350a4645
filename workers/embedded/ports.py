"""Ports on loopback for servers that may be killed and started again on the same one."""

import secrets
import socket

LOOPBACK = "127.0.0.1"

# Below the range from which kernels draw the local end of outgoing connections (32768 and up on Linux, 49152 and up
# elsewhere): a client that keeps trying a dead server's port in that range can end up connected to itself, and then
# nobody can listen there.
_FIRST, _LAST = 15_000, 31_999
_ATTEMPTS = 200


def is_free(port: int) -> bool:
    """Say whether a server could listen on the port right now, as servers do: over connections that still linger."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Draw a port nobody listens on; somebody else may still take it first, so starting on it may be tried again."""
    for _ in range(_ATTEMPTS):
        port = _FIRST + secrets.randbelow(_LAST - _FIRST + 1)
        if is_free(port):
            return port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        drawn: tuple[str, int] = probe.getsockname()
        return drawn[1]
