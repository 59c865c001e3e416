"""Who may talk to the server: a token in the address or a password, then a signed cookie; hosts, origins, CSRF.

The cookie is HttpOnly and SameSite=Strict and holds the person's name, signed with a key of this run. Every change
needs the CSRF token that the pages carry, and an ``Origin`` that is the server's own. The headers allow nothing but
the server's own scripts and styles.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

COOKIE = "quotes_review"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Access:
    """How the server can be reached. ``public`` is the address that a proxy gives it, ``password`` what is asked for
    beyond loopback; ``token`` opens the printed address.
    """

    host: str = "127.0.0.1"
    port: int = 0
    password: str | None = None
    public: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def address(self, port: int) -> str:
        """The full address to open, with the token."""
        base = self.public.rstrip("/") if self.public else f"http://{_bracketed(self.host)}:{port}"
        return f"{base}/?token={self.token}"

    def allows_host(self, host: str, port: int) -> bool:
        """Whether a ``Host`` header names this server: its own names on its port, or the proxy's public name.

        Beyond loopback any address in numbers will do, since no foreign name can be made to point there.
        """
        if self.public and host.lower() == urlsplit(self.public).netloc.lower():
            return True
        name, _, given = host.lower().rpartition(":") if _has_port(host) else (host.lower(), "", "80")
        if given != str(port):
            return False
        return name in LOOPBACK or name == _bracketed(self.host).lower() or (self.password is not None and _is_ip(name))

    def allows_origin(self, origin: str | None, host: str) -> bool:
        """Whether a change comes from one of the server's own pages."""
        if not origin:
            return False
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()

    def cookie(self, name: str = "") -> str:
        """A signed session for a person; an empty name for one who has not said it yet."""
        payload = base64.urlsafe_b64encode(name.encode("utf-8")).decode("ascii")
        nonce = secrets.token_urlsafe(12)
        return f"{payload}.{nonce}.{self._sign(f'session:{payload}.{nonce}')}"

    def name_in(self, cookies: Mapping[str, str]) -> str | None:
        """The person's name in a session that this run has signed; ``None`` where there is no such session."""
        payload, _, rest = cookies.get(COOKIE, "").partition(".")
        nonce, _, signature = rest.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(f"session:{payload}.{nonce}").encode()):
            return None
        return base64.urlsafe_b64decode(payload).decode("utf-8")

    def csrf(self, cookies: Mapping[str, str]) -> str:
        """The token that the pages of a session carry."""
        return self._sign(f"csrf:{cookies.get(COOKIE, '')}")

    def allows_csrf(self, given: str, cookies: Mapping[str, str]) -> bool:
        """Whether a change carries the token of its session."""
        return hmac.compare_digest(given.encode(), self.csrf(cookies).encode())

    def allows_token(self, given: str) -> bool:
        """Whether the token is that of the printed address."""
        return hmac.compare_digest(given.encode(), self.token.encode())

    def allows_password(self, given: str) -> bool:
        """Whether the password is the one asked for."""
        return self.password is not None and hmac.compare_digest(given.encode(), self.password.encode())

    @property
    def secure_cookie(self) -> bool:
        """Whether the cookie must only travel over TLS: where the proxy's address says so."""
        return bool(self.public and self.public.lower().startswith("https:"))

    def _sign(self, text: str) -> str:
        return hmac.new(self.key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound there."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _has_port(host: str) -> bool:
    return ":" in host.rpartition("]")[2]


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
