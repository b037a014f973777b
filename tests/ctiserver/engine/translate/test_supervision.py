"""EMERGENCY_CALL_EVENT and SUPERVISOR_ASSIST_EVENT."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants.limits import NULL_CALL_ID
from ctiproto.versions import Profile
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import NO_CONNECTION
from ctiserver.engine.translate.supervision import emergency_called, supervisor_assisted
from ctiserver.site.keys import DeviceKey
from tests.ctiserver.engine.translate.happenings import CALL, desktop, event, facts


def test_an_emergency_names_the_client_that_told_of_it() -> None:
    """The one that asked; else the agent's own; else none."""
    own = attrs.evolve(desktop(), device=DeviceKey(5000, "2001"))
    told = emergency_called(event(e.EmergencyCalled), facts(25, own))
    assert (told.session_id, told.client_id, told.client_address) == (own.id, own.client_id, own.address.host)
    assert (told.agent_id, told.agent_extension, told.agent_instrument) == ("1001", "2001", "SEP2001")
    assert (told.connection_call_id, told.connection_device_id) == (CALL, "2001")
    asked = attrs.evolve(facts(25, own), asker=desktop(client=9, id=77, client_id="asker"))
    told = emergency_called(event(e.EmergencyCalled), asked)
    assert (told.session_id, told.client_id) == (77, "asker")
    told = emergency_called(event(e.EmergencyCalled, connection=NO_CONNECTION), facts())
    assert (told.session_id, told.client_id, told.client_address) == (0, "", "")
    assert (told.connection_call_id, told.connection_device_id) == (NULL_CALL_ID, "")


@pytest.mark.fidelity("supervisors.assist-layout")
@pytest.mark.parametrize("version", [9, 19, 20, 25])
def test_a_call_for_assistance_has_the_same_layout(version: int) -> None:
    """SUPERVISOR_ASSIST_EVENT has the tags of the session's version."""
    world = facts(version, desktop())
    emergency = emergency_called(event(e.EmergencyCalled), world)
    told = supervisor_assisted(event(e.SupervisorAssisted), world)
    assert isinstance(told, m.SupervisorAssistEvent)
    assert told.body == codec(Profile(version)).encode(emergency)[8:]
