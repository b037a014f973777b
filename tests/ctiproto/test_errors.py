"""What can be wrong, on our side or on the peer's."""

from __future__ import annotations

import attrs
import pytest

from ctiproto.constants import StatusCode
from ctiproto.errors import BadFormat, BadLength, CTIError, Finding, LocalProtocolError, RemoteProtocolError

FINDING = Finding(StatusCode.INVALID_FIELD_TAG, "OPEN_REQ", "9999", 52, "no field has this tag")


def test_a_finding_reads_as_a_sentence() -> None:
    """Message, field, place, reason and the guide's status."""
    assert str(FINDING) == "OPEN_REQ.9999 at byte 52: no field has this tag (E_CTI_INVALID_FIELD_TAG)"


def test_findings_are_equal_whatever_their_words() -> None:
    """The reason is for people."""
    assert attrs.evolve(FINDING, reason="") == FINDING
    assert attrs.evolve(FINDING, offset=54) != FINDING


@pytest.mark.parametrize("cls", [BadLength, BadFormat])
def test_the_peer_s_errors_carry_what_answers_them(cls: type[RemoteProtocolError]) -> None:
    """A status and an InvokeID."""
    error = cls(FINDING, 7)
    assert isinstance(error, CTIError)
    assert (error.status, error.invoke_id) == (StatusCode.INVALID_FIELD_TAG, 7)
    assert str(error) == str(FINDING)
    assert cls(FINDING).invoke_id == 0


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (LocalProtocolError("no"), "no"),
        (LocalProtocolError("no", message="OPEN_REQ"), "OPEN_REQ: no"),
        (LocalProtocolError("no", message="OPEN_REQ", field="ClientID"), "OPEN_REQ.ClientID: no"),
    ],
)
def test_our_errors_say_where(error: LocalProtocolError, text: str) -> None:
    """Errors of the caller name the message and field, as far as they are known."""
    assert isinstance(error, CTIError)
    assert str(error) == text
    assert error.reason == "no"
