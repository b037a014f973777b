"""OPEN_REQ as clients send it."""

from __future__ import annotations

import pytest

from ctiproto.constants import AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService
from ctiproto.versions import Dialect
from ctiserver.client import open_request


def test_the_request_has_what_its_version_has() -> None:
    """Masks have no bit that a server of that version would refuse."""
    old = open_request(version=9, services=CTIService.SERVICE_ALL_EVENTS, idle_timeout=20, agent_id="1")
    assert old.config_msg_mask == ConfigMsgMask(0)
    assert not old.call_msg_mask & CallMsgMask.CALL_AGENT_GREETING_MASK
    assert (old.idle_timeout, old.agent_id, old.client_password) == (20, "1", b"")
    new = open_request(version=25, services=CTIService.SERVICE_ALL_EVENTS, password="\xe9")
    assert new.call_msg_mask == CallMsgMask(0xFFFFFFFF)
    assert new.agent_state_mask == AgentStateMask(0x3FFF)
    assert new.client_password == b"\xe9"


def test_the_request_of_unified_ccx() -> None:
    """Its masks, whose bits are fewer, its longest IdleTimeout, and 0 in the reserved places."""
    asked = open_request(version=18, services=CTIService.SERVICE_ALL_EVENTS, dialect=Dialect.UCCX)
    assert (asked.call_msg_mask, asked.agent_state_mask, asked.config_msg_mask) == (0x65EFFF, 0x1FF, 0x1F)
    assert (asked.idle_timeout, asked.peripheral_id) == (120, 0)
    old = open_request(version=10, services=CTIService(0), dialect=Dialect.UCCX, idle_timeout=20)
    assert (old.config_msg_mask, old.idle_timeout) == (0xF, 20)


def test_other_fields_have_the_names_of_the_message() -> None:
    """Any that it has, and no other."""
    request = open_request(version=25, services=CTIService.SERVICE_ALL_EVENTS, peripheral_id=5000)
    assert request.peripheral_id == 5000
    with pytest.raises(TypeError):
        open_request(version=25, services=CTIService.SERVICE_ALL_EVENTS, colour=1)
