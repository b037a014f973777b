"""The connections that requests name."""

from __future__ import annotations

import pytest

from ctiserver.engine.services.checks.connections import (
    NO_CONNECTION,
    NamedConnection,
    named_active,
    named_connection,
    named_held,
    named_other,
)
from ctiserver.engine.sessions.refusal import RequestRefused
from tests.support.orders import NONE, STATIC, alternate, dtmf, transfer


def test_connections_as_requests_name_them() -> None:
    """The one connection of a request, the active, the held and the other one: call, type and id of each."""
    assert named_connection(dtmf("2001", 7)) == NamedConnection(7, STATIC, "2001")
    request = transfer("2001", 8, 7)
    assert named_active(request) == NamedConnection(8, STATIC, "2001")
    assert named_held(request) == NamedConnection(7, STATIC, "2001")
    assert named_other(alternate("2001", 8, 7)) == NamedConnection(7, STATIC, "2001")


@pytest.mark.fidelity("requests.no-connection-id")
def test_an_id_is_there_where_the_type_says_so() -> None:
    """Type NONE needs no id, and makes nothing of one that is there; another type without an id is refused (6)."""
    assert NamedConnection(7, NONE, "2001").explicit is None
    assert NamedConnection(7, STATIC, "2001").explicit == "2001"
    NO_CONNECTION.require_id()
    with pytest.raises(RequestRefused):
        NamedConnection(7, STATIC, None).require_id()
