"""Requests to a server by the standard library alone, repeated with growing pauses where it fails for a while."""

from __future__ import annotations

import email.utils
import http.client
import random
import re
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Event
from typing import Any, Literal

from quotes.errors import ServiceError
from quotes.judges.address import Address

LONGEST_PAUSE = 60.0  # seconds, whatever a server asks for
LONGEST_REPLY = 1 << 20  # bytes; an answer has a few hundred
_BLOCK = 1 << 14
_RETRIED = frozenset({408, 409, 425, 429})

Trouble = Literal["unreachable", "slow", "dropped", "busy", "refused"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sent back: HTTP status, headers in lower case, and body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class RequestError(Exception):
    """A request got no reply that can be used; the message names neither address nor secrets.

    ``unreachable``: no connection. ``slow``: none within the time. ``dropped``: the connection broke or the reply was
    no HTTP. ``busy``: 429, 5xx. ``refused``: any other status but 200, in ``status``.
    """

    def __init__(self, trouble: Trouble, reason: str, *, status: int = 0, pause: float | None = None) -> None:
        super().__init__(reason)
        self.trouble = trouble
        self.status = status
        self.pause = pause


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Refuses to go elsewhere: the key is for one server only."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """No request follows."""
        return


class Connection:
    """Sends bodies to one address. Safe for several threads.

    ``timeout`` (seconds) is for a whole request; ``retries`` repeat it, after pauses that double from ``backoff``
    seconds, or as long as the server asks for.
    """

    def __init__(self, address: Address, authorization: str, *, timeout: float, retries: int, backoff: float) -> None:
        self.address = address
        self.timeout = timeout
        self.retries = retries
        self.backoff = backoff
        self._headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "quotes"}
        if authorization:
            self._headers["Authorization"] = authorization
        # A server on this machine is not asked for through a proxy, whatever the environment says.
        proxies = [urllib.request.ProxyHandler({})] if address.is_local else []
        self._opener = urllib.request.build_opener(_NoRedirects, *proxies)

    def post(self, body: bytes, stopped: Event, *, patient: bool = True) -> tuple[bytes, int]:
        """The body of the reply with status 200, and how many requests that took.

        ``patient``: the server has answered before, so that one that cannot be reached or is slow is worth waiting for.
        Raises FailedRequestError with the last trouble,
        ServiceError where ``stopped`` is set meanwhile.
        """
        requests = 0
        while True:
            requests += 1
            try:
                return self._once(body), requests
            except RequestError as error:
                if requests > self._retries(error.trouble, patient):
                    raise FailedRequestError(error, requests) from error
                if stopped.wait(self._pause(requests, error.pause)):
                    raise ServiceError("stopped: another request gave the reason") from error

    def _retries(self, trouble: Trouble, patient: bool) -> int:
        """How often a request with this trouble is repeated."""
        if trouble == "refused":
            return 0
        if patient or trouble in ("busy", "dropped"):
            return self.retries
        return min(self.retries, 1 if trouble == "slow" else 0)

    def _pause(self, failed: int, asked: float | None) -> float:
        pause = self.backoff * 2.0 ** (failed - 1) * random.uniform(0.5, 1.5)
        return min(LONGEST_PAUSE, max(pause, asked or 0.0))

    def _once(self, body: bytes) -> bytes:
        reply = self._send(body)
        if reply.status == HTTPStatus.OK:
            return reply.body
        reason = f"HTTP status {reply.status}{_phrase(reply.status)}"
        if reply.status in _RETRIED or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise RequestError("busy", reason, status=reply.status, pause=retry_after(reply.headers.get("retry-after")))
        raise RequestError("refused", reason, status=reply.status)

    def _send(self, body: bytes) -> Reply:
        # The scheme is http or https: Address has no other.
        request = urllib.request.Request(self.address.url, data=body, headers=self._headers, method="POST")  # noqa: S310
        deadline = time.monotonic() + self.timeout
        try:
            with self._opener.open(request, timeout=self.timeout) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status, headers, self._read(response, deadline))
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, {name.lower(): value for name, value in error.headers.items()})
        except urllib.error.URLError as error:
            reason = error.reason
            raise RequestError("unreachable", f"no connection ({_cause(reason)})") from error
        except TimeoutError as error:
            raise RequestError("slow", f"no answer within {self.timeout:g} s") from error
        except (OSError, http.client.HTTPException) as error:
            raise RequestError("dropped", f"connection broken ({type(error).__name__})") from error

    def _read(self, response: Any, deadline: float) -> bytes:
        """The body, in blocks: a time limit on a socket is for each block and would let a trickle go on for ever."""
        blocks: list[bytes] = []
        size = 0
        while block := response.read1(_BLOCK):
            blocks.append(block)
            size += len(block)
            if size > LONGEST_REPLY:
                raise RequestError("dropped", f"more than {LONGEST_REPLY:,} bytes in one reply")
            if time.monotonic() > deadline:
                raise RequestError("slow", f"no whole answer within {self.timeout:g} s")
        if response.length:
            raise RequestError("dropped", "connection broken before the end of the reply")
        return b"".join(blocks)


class FailedRequestError(Exception):
    """A request failed for good: the last trouble, and how many requests were sent."""

    def __init__(self, error: RequestError, requests: int) -> None:
        times = f", {requests} times" if requests > 1 else ""
        super().__init__(f"{error}{times}")
        self.trouble = error.trouble
        self.status = error.status
        self.requests = requests


def retry_after(value: str | None) -> float | None:
    """Seconds from now of a ``Retry-After`` header, given as seconds or as a date; ``None`` where it is neither."""
    if value is None:
        return None
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value.strip()):
        return float(value)
    try:
        at = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0.0, at.timestamp() - time.time())


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""


def _cause(reason: object) -> str:
    """What the system says of a failed connection; it knows host and port, but no login and no key."""
    if isinstance(reason, TimeoutError):
        return "timed out"
    return str(getattr(reason, "strerror", None) or type(reason).__name__)
