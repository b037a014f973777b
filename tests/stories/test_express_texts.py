"""What a site calls its people and things reaches clients of Unified CCX as UTF-8."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import ConfigMsgMask, CTIService
from ctiproto.constants.uccx_teams import TeamConfigParam
from ctiserver.engine.dialects.uccx_texts import in_utf8
from tests.support.express import CCX
from tests.support.express_demo import DEMO, Demo
from tests.support.harness import BRIDGE, Client

ANNA, *OTHERS = DEMO.agents
SALES, *TEAMS = DEMO.teams
CSQ, *CSQS = DEMO.skill_groups
WANTED = BRIDGE | CTIService.SERVICE_CONFIG_EVENTS | CTIService.SERVICE_SUPERVISOR


def records(client: Client) -> dict[str, bytes]:
    """The names that a client was told, by what they are names of, as bytes."""
    found: dict[str, str | None] = {}
    for message in client.heard:
        if isinstance(message, m.ConfigAgentEvent):
            found |= {str(each.login_id): each.last_name for each in message.records}
        if isinstance(message, m.ConfigSkillGroupEvent):
            found |= {str(each.peripheral_number): each.peripheral_name for each in message.records}
        if isinstance(message, m.CcxTeamConfigEvent):
            found[f"team {message.team_id}"] = message.team_name
    return {key: name.encode("latin-1") for key, name in found.items() if name}


@pytest.mark.fidelity("uccx.utf8")
@pytest.mark.parametrize("version", [10, 18])
def test_names_are_utf8(version: int) -> None:
    """In records and in teams; names without other characters are as they were."""
    site = attrs.evolve(
        DEMO,
        agents=(attrs.evolve(ANNA, last_name="Müller"), *OTHERS),
        skill_groups=(attrs.evolve(CSQ, name="Überlauf"), *CSQS),
        teams=(attrs.evolve(SALES, name="Verkäufer"), *TEAMS),
    )
    client = Demo(site).bridge(version, WANTED, config_msg_mask=ConfigMsgMask(0xF))
    client.sends(m.ConfigRequestEvent(config_information=ConfigMsgMask(0xF), peripheral_id=0, customer_id=0))
    client.sends(m.CcxTeamConfigReq(invoke_id=9, team_config_param=TeamConfigParam.INITIAL_UPLOAD))
    told = records(client)
    assert (told[ANNA.id], told[str(CSQ.number)], told["team 1"]) == (
        "Müller".encode(),
        "Überlauf".encode(),
        "Verkäufer".encode(),
    )
    assert (told["bcook"], told["team 2"]) == (b"Cook", b"Support")


def test_a_name_that_has_no_room_is_cut_off_behind_a_character() -> None:
    """31 bytes are room for fifteen characters of two bytes, and not for half a one."""
    record = m.AgentRecord(last_name="ü" * 20, first_name="ü", flt_peripheral_id=CCX)
    message = in_utf8(m.ConfigAgentEvent(records=(record,)))
    assert isinstance(message, m.ConfigAgentEvent)
    (told,) = message.records
    assert (told.last_name, told.first_name) == ("Ã¼" * 15, "Ã¼")
