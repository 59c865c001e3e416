"""Where an OpenAI-compatible server is, with what may be secret in it kept out of sight."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from quotes.errors import InputError

_EXPECTED = "expected a URL such as http://localhost:11434/v1"
_VERSION = re.compile(r"v\d+[a-z0-9]*")
_KEPT = "/%:@!$&'()*+,;=~?"  # what may stand in a path or query as it is
CHAT = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Address:
    """``shown`` is the server's base URL for messages, without login and query.

    ``url`` is that of chat completions, without login; ``login`` the value of an ``Authorization`` header, empty where
    the URL held no login.
    """

    shown: str
    url: str = field(repr=False)
    login: str = field(default="", repr=False)

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine."""
        host = urlsplit(self.url).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")


def parse_address(text: str) -> Address:
    """The address of a server from its URL, with or without ``/v1``, with or without ``/chat/completions``.

    Raises InputError where it is no http or https URL; the message shows nothing of the URL that may be secret.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"stance endpoint: got no URL that can be read, {_EXPECTED}") from error
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f\x7f]", text.strip()):
        raise InputError(f"stance endpoint: got a URL without http:// or https:// and a host, {_EXPECTED}")
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    base = parts.path.rstrip("/").removesuffix(CHAT)
    if not parts.path.rstrip("/").endswith(CHAT) and not any(_VERSION.fullmatch(p) for p in base.split("/")):
        base += "/v1"
    return Address(
        shown=urlunsplit((parts.scheme, netloc, base, "", "")),
        url=urlunsplit((parts.scheme, netloc, quote(base + CHAT, _KEPT), quote(parts.query, _KEPT), "")),
        login=_login(parts.username, parts.password),
    )


def _login(user: str | None, password: str | None) -> str:
    if user is None and password is None:
        return ""
    pair = f"{unquote(user or '')}:{unquote(password or '')}"
    return "Basic " + base64.b64encode(pair.encode("utf-8", "replace")).decode()
