"""Who gets in: the token, hosts, origins, CSRF, sessions; and what never does."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from quotes.errors import InputError
from quotes.review.guard import COOKIE, Access, is_loopback
from quotes.review.serve import open_review
from tests.review.made import HOST, Person, client, dataset, flagged, person

PAGES = ("/work", "/agreement", "/conflicts", "/orphans", "/guide", "/step", "/name")
WRITES = ("/act", "/undo", "/redo", "/settle", "/attach")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset(tmp_path_factory.mktemp("guard"), flagged())


def stranger(folder: Path, **access: object) -> TestClient:
    known = client(folder, access=access)
    return TestClient(known.app, base_url=f"http://{HOST}")


@pytest.mark.parametrize("path", ["/", *PAGES, "/?token=wrong", "/?token="])
def test_without_the_token_nothing_is_shown(folder: Path, path: str) -> None:
    """No page, no name, no text of the dataset."""
    response = stranger(folder).get(path, follow_redirects=False)
    assert response.status_code == 401
    assert "Muster" not in response.text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1", "127.0.0.1:81", "localhost.evil:8000", ""]
)
def test_other_hosts_are_refused(folder: Path, host: str) -> None:
    """A name that was made to point here (DNS rebinding) gets nothing, token or not."""
    assert stranger(folder).get("/?token=secret-token", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_its_own_names_are_answered(folder: Path, host: str) -> None:
    """Loopback by all its names."""
    response = stranger(folder).get("/?token=secret-token", headers={"host": host}, follow_redirects=False)
    assert response.status_code == 303


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:9999"}]
)
def test_changes_from_other_pages_are_refused(folder: Path, path: str, headers: dict[str, str]) -> None:
    """A change needs an origin of the server's own, even with session and CSRF token."""
    anna = person(folder)
    response = anna.client.post(path, data={"csrf": anna.csrf}, headers={"host": HOST, **headers})
    assert response.status_code == 403


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("token", ["", "0" * 64, "ä"])
def test_changes_without_the_csrf_token_are_refused(folder: Path, path: str, token: str) -> None:
    """A change needs the token of the session, even from the own origin."""
    anna = person(folder)
    response = anna.client.post(path, data={"csrf": token}, headers=anna.headers)
    assert (response.status_code, response.headers["hx-retarget"]) == (403, "#message")


@pytest.mark.parametrize("path", WRITES)
def test_looking_never_changes(folder: Path, path: str) -> None:
    """What writes takes POST alone."""
    assert person(folder).client.get(path, headers={"host": HOST}).status_code == 405


def test_a_session_of_another_run_is_none(folder: Path) -> None:
    """A cookie that another key signed, or that was changed, is no session."""
    anna = person(folder)
    cookie = anna.client.cookies[COOKIE]
    for forged in (Access().cookie("Anna"), cookie[:-1] + ("0" if cookie[-1] != "0" else "1"), "..", "", "QW5uYQ==.x."):
        other = stranger(folder)
        other.cookies.set(COOKIE, forged)
        assert other.get("/work", follow_redirects=False).status_code == 401


def test_the_cookie_and_headers_are_strict(folder: Path) -> None:
    """HttpOnly, SameSite=Strict; nothing but own scripts and styles; no framing, no sniffing, no caching."""
    response = stranger(folder).get("/?token=secret-token", follow_redirects=False)
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    headers = person(folder).client.get("/", headers={"host": HOST}).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


def test_pages_hold_no_inline_scripts_or_styles(folder: Path) -> None:
    """The policy would block them, so there are none."""
    import re

    anna = person(folder)
    for path in ("/", "/work", "/agreement", "/conflicts", "/orphans"):
        page = anna.get(path)
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page), path
        assert not re.search(r'(?:src|href)="(?!/|\?)', page), path


@pytest.mark.parametrize("name", ["../guard.py", "..%2fguard.py", "/etc/passwd", "review.py", "%2e%2e/app.py", ""])
def test_no_path_reaches_the_file_system(folder: Path, name: str) -> None:
    """Only the files by name; anything else is none."""
    assert person(folder).client.get(f"/static/1/{name}", headers={"host": HOST}).status_code in (404, 405, 307)


def test_large_requests_are_refused(folder: Path) -> None:
    """A request of more than 256 KiB is not read further."""
    anna = person(folder)
    body = {"csrf": anna.csrf, "value": "x" * 300_000}
    assert anna.client.post("/act", data=body, headers=anna.headers).status_code == 413


@pytest.mark.parametrize("then", ["//evil.example", "/\\evil.example", "https://evil.example", "/\nx"])
def test_coming_back_stays_here(folder: Path, then: str) -> None:
    """Where to go after the name is a page of this server."""
    anna = person(folder)
    response = anna.client.post(
        "/name", data={"csrf": anna.csrf, "name": "Anna", "then": then}, headers=anna.headers, follow_redirects=False
    )
    assert response.headers["location"] == "/"


@pytest.mark.parametrize("name", ["", "   ", "\x00\x01", "x" * 81])
def test_a_name_has_to_be_one(folder: Path, name: str) -> None:
    """An empty name or a very long one is asked for again."""
    anna = person(folder)
    response = anna.client.post("/name", data={"csrf": anna.csrf, "name": name}, headers=anna.headers)
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.8.8.8", True),
        ("0.0.0.0", False),
        ("10.0.0.5", False),
        ("host.example", False),
    ],
)
def test_beyond_loopback_a_password_or_proxy_is_demanded(folder: Path, host: str, inside: bool) -> None:
    """Who could be reached from elsewhere does not start without one."""
    assert is_loopback(host) == inside
    if inside:
        open_review(folder, Access(host))
    else:
        with pytest.raises(InputError, match="--password"):
            open_review(folder, Access(host))
        open_review(folder, Access(host, password="long enough"))
        open_review(folder, Access(host, public="https://review.example.org"))


def test_with_a_password_the_address_alone_does_not_do(folder: Path) -> None:
    """Whoever comes without the token is asked for the password; a wrong one does not get in."""
    other = stranger(folder, host="0.0.0.0", password="correct horse")
    host = {"host": "192.168.0.7:8000", "origin": "http://192.168.0.7:8000"}
    assert other.get("/", headers=host, follow_redirects=False).headers["location"].startswith("/name")
    page = other.get("/name", headers=host).text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    for password, status in (("wrong", 403), ("", 403), ("correct horse", 303)):
        response = other.post(
            "/name", data={"csrf": csrf, "name": "Anna", "password": password}, headers=host, follow_redirects=False
        )
        assert response.status_code == status
    assert other.get("/", headers=host).status_code == 200
    assert other.get("/", headers={"host": "evil.example:8000"}).status_code == 421


def test_behind_a_proxy_its_name_is_the_server_s(folder: Path) -> None:
    """The printed address is the proxy's, its name is answered, and the cookie travels over TLS alone."""
    access = Access(public="https://review.example.org", token="t")
    assert access.address(8000) == "https://review.example.org/?token=t"
    assert access.allows_host("review.example.org", 8000)
    assert not access.allows_host("other.example.org", 8000)
    assert access.secure_cookie
    assert not Access().secure_cookie


def test_two_people_have_two_sessions(folder: Path) -> None:
    """A CSRF token of one session does not do in another."""
    anna, ben = person(folder, "Anna"), person(folder, "Ben")
    assert isinstance(anna, Person)
    assert anna.csrf != ben.csrf
    response = anna.client.post("/undo", data={"csrf": ben.csrf}, headers=anna.headers)
    assert response.status_code == 403
