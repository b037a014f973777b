"""``HOST:PORT``, read and written in one place."""

from __future__ import annotations

import pytest

from ctiserver.site.endpoints import Endpoint, split_port


@pytest.mark.parametrize(
    ("text", "host"),
    [("cti-a:5", "cti-a"), ("127.0.0.1:5", "127.0.0.1"), ("[::1]:5", "::1"), ("::1:5", "::1")],
)
def test_what_is_read(text: str, host: str) -> None:
    """An IPv6 address has brackets, or it ends at the last colon."""
    assert Endpoint.parse(text) == Endpoint(host, 5)


def test_the_first_and_the_last_port() -> None:
    """All ports from 1 to 65535 can be written."""
    assert [Endpoint.parse(f"h:{port}").port for port in (1, 65535)] == [1, 65535]


@pytest.mark.parametrize("text", ["", "h", "5", "h:", ":5", "[]:5", "h:0", "h:65536", "h:five", "h:-5", "h:\u0665"])
def test_what_is_refused(text: str) -> None:
    """A host and a port have to be there, and the port has to be one."""
    with pytest.raises(ValueError, match=r"^expected HOST:PORT$"):
        Endpoint.parse(text)


def test_a_place_to_listen_at_may_leave_something_open() -> None:
    """The host has a default then, and port 0 takes any that is free."""
    assert Endpoint.parse(":0", host="127.0.0.1", first_port=0) == Endpoint("127.0.0.1", 0)
    assert Endpoint.parse("::1:0", host="127.0.0.1", first_port=0) == Endpoint("::1", 0)


@pytest.mark.parametrize(("host", "text"), [("::1", "[::1]:5"), ("h", "h:5"), ("", ":5")])
def test_what_is_written(host: str, text: str) -> None:
    """Only an IPv6 address has brackets."""
    assert str(Endpoint(host, 5)) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [("[::1]:5", ("[::1]", "5")), ("[::1]", ("[::1]", "")), ("5", ("5", "")), (":5", ("", "5")), ("", ("", ""))],
)
def test_the_port_is_what_stands_behind_the_last_colon(text: str, parts: tuple[str, str]) -> None:
    """If it is a number; host and port stay as they are written."""
    assert split_port(text) == parts
