"""Addresses of servers: every usual way to write one, and nothing secret in sight."""

from __future__ import annotations

import base64
import pickle

import pytest

from quotes.errors import InputError
from quotes.judges.address import parse_address

CASES = [
    ("http://localhost:11434", "http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"),
    ("http://localhost:8000/v1", "http://localhost:8000/v1", "http://localhost:8000/v1/chat/completions"),
    ("https://Host.example/v1/", "https://host.example/v1", "https://host.example/v1/chat/completions"),
    ("https://h.example/api", "https://h.example/api/v1", "https://h.example/api/v1/chat/completions"),
    ("https://h.example/v1beta/openai", "https://h.example/v1beta/openai", "https://h.example/v1beta/openai/chat/completions"),
    ("https://h.example/x/chat/completions?api-version=3", "https://h.example/x", "https://h.example/x/chat/completions?api-version=3"),
    ("http://h.example/für", "http://h.example/für/v1", "http://h.example/f%C3%BCr/v1/chat/completions"),
    ("http://[::1]:9/v1", "http://[::1]:9/v1", "http://[::1]:9/v1/chat/completions"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown", "url"), CASES)
def test_a_url_with_or_without_its_tail(text: str, shown: str, url: str) -> None:
    """The base URL of the documentation of any server works; a query goes along but is not shown."""
    address = parse_address(text)
    assert (address.shown, address.url) == (shown, url)


@pytest.mark.parametrize("text", ["", "localhost:8000", "ftp://h/v1", "http://", "http://h:port/v1", "http://h /v1"])
def test_what_is_no_url(text: str) -> None:
    """The message says what is expected, with an example."""
    with pytest.raises(InputError, match="expected a URL such as http://localhost"):
        parse_address(text)


def test_a_login_is_sent_but_not_shown() -> None:
    """User and password become a header; neither stands in what is shown, nor in a repr."""
    address = parse_address("http://anna:ge%20heim@h.example:1/v1?token=t0ken")
    assert base64.b64decode(address.login.removeprefix("Basic ")) == b"anna:ge heim"
    assert "anna" not in address.url
    for secret in ("anna", "ge%20heim", "ge heim", "t0ken", address.login):
        assert secret not in repr(address)
        assert secret not in address.shown
    assert pickle.loads(pickle.dumps(address)) == address  # noqa: S301 - our own bytes


def test_a_wrong_url_with_a_login_is_not_repeated() -> None:
    """Whatever stood in it is left out of the message."""
    with pytest.raises(InputError) as error:
        parse_address("ftp://anna:geheim@h.example")
    assert "geheim" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "local"), [("http://127.0.0.1:1", True), ("http://localhost", True), ("http://h.example", False)]
)
def test_servers_on_this_machine_are_known(text: str, local: bool) -> None:
    """They are not asked for through a proxy."""
    assert parse_address(text).is_local is local
