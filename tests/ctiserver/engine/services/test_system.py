"""AGENT_DESK_SETTINGS, CLIENT_EVENT_REPORT and SET_AGENT_SERVICE_DATA."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    ACDSharedLineUsage,
    AgentState,
    ClientEventState,
    DeskSettingsMask,
    EnabledService,
    PlayZipTone,
    StatusCode,
    Tag,
    WrapupDataMode,
)
from ctiserver.centre.agent_assist import SuggestionCounts
from ctiserver.site.model import DeskSettings
from tests.ctiserver.engine.services.requests import altered, refusal, text
from tests.ctiserver.engine.services.scenes import bring
from tests.ctiserver.engine.services.test_call_control import two_peripherals
from tests.support.harness import DESKTOP, PG, World, demo

OFF = 0xFFFFFFFF


def _asked(**fields: Any) -> m.AgentDeskSettingsReq:
    return m.AgentDeskSettingsReq(**{"invoke_id": 9, "peripheral_id": PG} | fields)


@pytest.mark.fidelity("desk-settings.timers-off")
@pytest.mark.parametrize("is_off", [False, True])
def test_desk_settings_are_reported_whole(is_off: bool) -> None:
    """Every setting of the site stands in the answer; a timer that is off is the null number."""
    timer = 0 if is_off else 7
    settings = DeskSettings(
        id=1,
        mask=DeskSettingsMask(0x3FFF),
        wrapup_data_incoming_mode=WrapupDataMode.REQUIRED_WITH_DATA,
        wrapup_data_outgoing_mode=WrapupDataMode.NOT_ALLOWED,
        work_mode_timer=timer,
        ring_no_answer_time=timer,
        logout_non_activity_time=timer,
        quality_recording_rate=timer,
        ring_no_answer_dn=8,
        supervisor_assist_call_method=1,
        emergency_call_method=2,
        auto_record_on_emergency=3,
        recording_mode=4,
        silent_monitor_warning_message=5,
        silent_monitor_audible_indication=6,
        default_device_port_address="port",
        play_zip_tone=PlayZipTone.ENABLED,
        acd_shared_line_usage=ACDSharedLineUsage.PERMITTED,
    )
    client = World(attrs.evolve(demo(), desk_settings=(settings,))).bridge()
    assert client.asks(_asked(agent_id="1001")) == m.AgentDeskSettingsConf(
        invoke_id=9,
        peripheral_id=PG,
        desk_settings_mask=DeskSettingsMask(0x3FFF),
        wrapup_data_incoming_mode=WrapupDataMode.REQUIRED_WITH_DATA,
        wrapup_data_outgoing_mode=WrapupDataMode.NOT_ALLOWED,
        logout_non_activity_time=OFF if is_off else 7,
        quality_recording_rate=OFF if is_off else 7,
        ring_no_answer_time=OFF if is_off else 7,
        work_mode_timer=OFF if is_off else 7,
        silent_monitor_warning_message=5,
        silent_monitor_audible_indication=6,
        supervisor_assist_call_method=1,
        emergency_call_method=2,
        auto_record_on_emergency=3,
        recording_mode=4,
        ring_no_answer_dn=8,
        default_device_port_address="port",
        play_zip_tone=PlayZipTone.ENABLED,
        acd_shared_line_usage=ACDSharedLineUsage.PERMITTED,
    )


@pytest.mark.parametrize("version", [9, 15, 25])
def test_what_nobody_configured(version: int) -> None:
    """Nothing is forbidden and nothing happens by itself; a text that is empty is one NUL byte."""
    site = demo()
    agents = tuple(attrs.evolve(agent, desk_settings_id=None) for agent in site.agents)
    peripherals = tuple(attrs.evolve(peripheral, desk_settings_id=None) for peripheral in site.peripherals)
    client = World(attrs.evolve(site, agents=agents, peripherals=peripherals)).bridge(version)
    conf = client.asks(_asked(agent_id="1001"))
    assert isinstance(conf, m.AgentDeskSettingsConf)
    assert conf.desk_settings_mask == DeskSettingsMask(0x3FE0)
    assert (conf.wrapup_data_incoming_mode, conf.wrapup_data_outgoing_mode) == (1, 1)
    assert (conf.ring_no_answer_time, conf.work_mode_timer, conf.default_device_port_address) == (OFF, OFF, "")
    port = Tag.DEFAULT_DEVICE_PORT_ADDRESS.to_bytes(2 if version >= 20 else 1)
    assert port + (1).to_bytes(2 if version >= 20 else 1) + b"\0" in client.frames[-1]


def test_a_desktop_need_not_name_its_agent() -> None:
    """Without AgentID: the session's own agent, signed in or not."""
    site = demo()
    own = attrs.evolve(site.desk_settings[0], id=2, work_mode_timer=77)
    agents = tuple(attrs.evolve(each, desk_settings_id=2) if each.id == "1001" else each for each in site.agents)
    desktop = World(attrs.evolve(site, desk_settings=(*site.desk_settings, own), agents=agents)).desktop("1001")
    for state in (AgentState.LOGOUT, AgentState.NOT_READY):
        bring(desktop, state)
        conf = desktop.asks(_asked())
        assert isinstance(conf, m.AgentDeskSettingsConf)
        assert conf.work_mode_timer == 77


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 6),
        ({"peripheral_id": 4711}, 6),
        ({"peripheral_id": 4711, "agent_id": "1001"}, 7),
        ({"agent_id": "4711"}, 8),
    ],
)
def test_desk_settings_of_whom(fields: dict[str, Any], status: int) -> None:
    """No agent named 6, peripheral unknown 7, agent unknown 8."""
    World().bridge(peripheral_id=PG).is_refused(_asked(**fields), StatusCode(status))


def test_a_station_where_nobody_is_has_no_desk_settings() -> None:
    """Status 8; on another peripheral the session's own agent is unknown as well."""
    world = World(two_peripherals())
    by_station = world.open(25, DESKTOP, agent_extension="2001")
    by_station.is_refused(_asked(), StatusCode.INVALID_AGENT_DATA)
    desktop = world.desktop("1002")
    desktop.is_refused(_asked(peripheral_id=5001), StatusCode.INVALID_AGENT_DATA)


def test_the_long_agent_id_wins() -> None:
    """If AgentID_Long and AgentID differ, AgentID_Long counts."""
    client = World().bridge()
    client.sends_bytes(altered(_asked(agent_id="4711"), more=[text(Tag.AGENT_ID_LONG, "1001")]))
    assert isinstance(client.takes(), m.AgentDeskSettingsConf)


# --- CLIENT_EVENT_REPORT ----------------------------------------------------------------------------------------------


@pytest.mark.fidelity("alarms.reports")
@pytest.mark.parametrize(
    ("state", "level"),
    [
        (ClientEventState.NORMAL, "info"),
        (ClientEventState.WARNING, "warning"),
        (ClientEventState.ERROR, "error"),
    ],
)
@pytest.mark.parametrize("name", ["CTIOS_NUM_CLIENTS", None])
def test_a_report_goes_to_the_log(state: ClientEventState, level: str, name: str | None) -> None:
    """Confirmed, and the log says what was reported, as loud as it was meant."""
    world = World()
    client = world.bridge()
    world.noted()
    report = m.ClientEventReportReq(invoke_id=9, state=state, object_name=name, text="1")
    client.sends(report)
    client.hears(m.ClientEventReportConf(invoke_id=9))
    (note,) = world.notes
    assert (note.event, note.level) == ("client_event_reported", level)
    assert dict(note.fields) == {
        "session": 1,
        "client_id": "bridge",
        "object": name,
        "state": state.guide_name,
        "text": "1",
    }


def test_a_report_needs_a_text_and_a_state() -> None:
    """Status 38 for a state that does not exist, 6 without a text."""
    client = World().bridge()
    report = m.ClientEventReportReq(invoke_id=9, state=ClientEventState.NORMAL, text="1")
    assert refusal(client, altered(report, without={Tag.TEXT}, state=3)) == StatusCode.INVALID_OBJECT_STATE
    assert refusal(client, altered(report, without={Tag.TEXT})) == StatusCode.REQUIRED_DATA_MISSING


def _app_data(path: int = 7, **fields: Any) -> m.SetAppDataReq:
    return m.SetAppDataReq(invoke_id=9, application_path_id=path, **fields)


def test_an_application_path_keeps_its_variables() -> None:
    """What is not given stays; there is no event."""
    world = World(demo(application_paths=(7,)))
    bridge = world.bridge()
    client = world.open(25, 0, application_path_id=7)
    for request in (_app_data(call_variable1="one", call_variable10="ten"), _app_data(call_variable1="uno")):
        client.sends(request)
        client.hears(m.SetAppDataConf)
    assert world.centre.application_data == {7: {1: "uno", 10: "ten"}}
    bridge.hears()


@pytest.mark.fidelity("app-data.own-path")
@pytest.mark.parametrize(("own", "path"), [(7, 8), (8, 8), (None, 7)])
def test_only_one_s_own_path(own: int | None, path: int) -> None:
    """Status 12 for the path of another session, or one that is not configured; 6 without one."""
    client = World(demo(application_paths=(7,))).open(25, 0, application_path_id=own)
    client.is_refused(_app_data(path), StatusCode.FUNCTION_NOT_AVAILABLE)
    assert refusal(client, altered(_app_data(), without={Tag.APP_PATH_ID})) == StatusCode.REQUIRED_DATA_MISSING


def test_reports_fill_the_table_of_alarms() -> None:
    """Two clients that use one name speak of one object; a report without a name is an alarm without an object."""
    world = World()
    one, two = world.bridge(name="one"), world.bridge(name="two")
    for client, state in ((one, ClientEventState.ERROR), (two, ClientEventState.NORMAL)):
        client.asks(m.ClientEventReportReq(invoke_id=1, state=state, object_name="disk", text=client.name))
    one.asks(m.ClientEventReportReq(invoke_id=1, state=ClientEventState.WARNING, text="hot"))
    alarms = world.engine.out.alarms
    disk = alarms.of("disk")
    assert disk is not None
    assert (disk.level, dict(disk.fields)["text"], disk.at) == ("info", "two", world.now)
    assert [alarm.level for alarm in alarms] == ["error", "info", "warning"]
    assert alarms.objects == ("disk",)


# --- SET_AGENT_SERVICE_DATA -------------------------------------------------------------------------------------------


def _service_data(**fields: Any) -> m.SetAgentServiceDataReq:
    given: dict[str, Any] = {
        "invoke_id": 5,
        "router_call_key_day": 1,
        "router_call_key_call_id": 2,
        "router_call_key_sequence_number": 3,
        "agent_skill_target_id": 10001,
        "enabled_services": (EnabledService.AGENT_ANSWERS,),
    }
    return m.SetAgentServiceDataReq(**given | fields)


@pytest.mark.parametrize("version", [24, 25])
@pytest.mark.parametrize("counts", [(3, 1), (0, None), (None, None)])
def test_what_an_agent_thought_of_suggestions(version: int, counts: tuple[int | None, int | None]) -> None:
    """Kept by call and agent, in both versions under the same tags, and the log says so; unknown tags do not matter."""
    world = World()
    client = world.bridge(version)
    world.noted()
    tags = (Tag.MEDIA_TYPE, Tag.MEDIA_PROVIDER)
    more = [(int(tag), count.to_bytes(2)) for tag, count in zip(tags, counts, strict=True) if count is not None]
    client.sends_bytes(altered(_service_data(), version, more=[*more, (9999, b"x")]))
    client.hears(m.SetAgentServiceDataConf(invoke_id=5, status=StatusCode.NO_ERROR))
    kept = world.centre.suggestions.of((1, 2, 3), 10001)
    assert kept == SuggestionCounts((EnabledService.AGENT_ANSWERS,), *counts)
    assert world.noted()[-1] == "agent_service_data_set"


def test_suggestions_to_nobody() -> None:
    """An agent that is unknown: the confirmation says so (8); version 23 does not have the message (48)."""
    world = World()
    client = world.bridge()
    conf = client.asks(_service_data(agent_skill_target_id=4711))
    assert conf == m.SetAgentServiceDataConf(invoke_id=5, status=StatusCode.INVALID_AGENT_DATA)
    assert world.centre.suggestions.of((1, 2, 3), 4711) is None
    assert refusal(world.bridge(23), altered(_service_data(), 24)) == StatusCode.INVALID_MSG_TYPE_FOR_VERSION
