"""A tour of everything: each message that a CTI Server needs is sent or heard, and nothing on the way is refused.

What is told of each message in detail stands in the other stories.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentGreetingAction,
    AgentState,
    AgentStateMask,
    CallMsgMask,
    CallType,
    CallVariableMask,
    ClientEventState,
    ConfigMsgMask,
    CTIService,
    Distribution,
    EnabledService,
    ServerMode,
    StatusCode,
    SupervisoryAction,
)
from ctiproto.constants.limits import NULL_CALLTYPE
from ctiproto.declare import Message, messages_of
from ctiproto.versions import Dialect
from ctiserver.centre.switch.commands import AnnounceCall, OutsideAnswers, OutsideRefuses, TranslationRouteCall
from ctiserver.site.model import Site, Terminal
from tests.ctiserver.engine.services.watchers import RECORDING, asked, record, records, stop_recording, watch_device
from tests.house.tree import ROOT
from tests.stories.offices import new_call
from tests.support import orders
from tests.support.harness import DESKTOP, PG, SUPERVISOR, Client, World, call_req, demo, dial_req, open_req, state_req
from tests.support.two_sides import DUPLEX_BRIDGE, TwoSides

LEVELS: Final = json.loads((ROOT / "fixtures" / "levels.json").read_text(encoding="utf-8"))

S = AgentState
A, B, C, CHIEF = "2001", "2002", "2003", "2000"


def _site() -> Site:
    site = demo(agent_greeting=5, network_recorder="192.0.2.9", application_paths=(7,))
    first, *others = site.agents
    served = attrs.evolve(first, enabled_services=(EnabledService.RECORDING,))
    return attrs.evolve(site, agents=(served, *others), terminals=(Terminal("SEP001", PG, instruments=(A,)),))


class Tour:
    """Three agents, their supervisor, a recorder, and clients that watch; what all of them say and hear is collected.

    Attributes:
        names: the messages that were sent by anybody, by their names.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.world = World(_site())
        self.all = self.opens("bridge", CTIService(0x176), application_path_id=7)
        self.desktops = {
            agent: self.opens(agent, DESKTOP, agent_id=agent, agent_extension=str(int(agent) + 1000))
            for agent in ("1001", "1002", "1003")
        }
        self.chief = self.opens("1000", SUPERVISOR, agent_id="1000", agent_extension=CHIEF)
        self.recorder = self.opens("recorder", CTIService.SERVICE_SERVER)
        self.a, self.b, self.c = self.desktops.values()

    def opens(self, name: str, services: CTIService, **fields: Any) -> Client:
        """A client connects and opens a session."""
        client = self.world.connects(name)
        self.does(client, open_req(25, services, client_id=name, **fields))
        return client

    def does(self, client: Client, request: Message) -> Message:
        """A client sends a request and gets the confirmation."""
        client.forgets()
        client.sends(request)
        self.names.add(request.name)
        answer = client.takes()
        assert not isinstance(answer, m.FailureConf | m.ControlFailureConf), f"{request} -> {answer}"
        return answer

    def says(self, client: Client, *messages: Message) -> None:
        """A client sends a message that has no answer."""
        client.sends(*messages)
        self.names.update(message.name for message in messages)

    def signs_in(self, agent: str, state: AgentState = S.AVAILABLE) -> None:
        """An agent comes to work."""
        client = self.desktops.get(agent, self.chief)
        self.does(client, state_req(agent, S.LOGIN))
        if state is not S.NOT_READY:
            self.does(client, state_req(agent, state))

    def talks(self) -> int:
        """The first agent and a caller."""
        call = self.world.caller_calls()
        self.does(self.a, call_req(m.AnswerCallReq, A, call))
        self.world.passes(6)
        return call

    def ends(self, client: Client, device: str, call: int) -> None:
        """A station leaves a call, and all agents are ready again in the end."""
        self.does(client, call_req(m.ClearConnectionReq, device, call))
        self.world.passes(60)

    def last_call(self) -> int:
        """The youngest call that is there."""
        return self.world.centre.switch.calls(PG)[-1]

    def heard(self) -> set[str]:
        """What anybody sent or heard so far."""
        return self.names | {message.name for client in self.world.clients.values() for _, message in client.feed}


# --- the stations of the tour -----------------------------------------------------------------------------------------


def sessions(tour: Tour) -> None:
    """They begin, live, watch each other and end."""
    tour.does(tour.all, m.HeartbeatReq(invoke_id=1))
    guest = tour.opens("guest", CTIService(0))
    session = tour.world.engine.registry[guest.number].id
    conf = tour.does(tour.all, m.SessionMonitorStartReq(invoke_id=1, session_id=session))
    assert isinstance(conf, m.SessionMonitorStartConf)
    tour.does(tour.all, m.SessionMonitorStopReq(invoke_id=1, monitor_id=conf.monitor_id))
    tour.does(guest, m.CloseReq(invoke_id=1, status=StatusCode.NO_ERROR))
    again = tour.world.connects("1003")
    fields = {"client_id": "1003", "agent_id": "1003", "agent_extension": C}
    tour.does(again, open_req(25, DESKTOP, **fields))
    tour.c = tour.desktops["1003"] = again


def refusals(tour: Tour) -> None:
    """What cannot be done, both ways."""
    tour.says(tour.a, m.SetAppDataReq(invoke_id=1, application_path_id=1))
    tour.says(tour.a, call_req(m.AnswerCallReq, A, 4711))


def people(tour: Tour) -> None:
    """They come to work, and tell how they are."""
    tour.signs_in("1001")
    for agent in ("1002", "1003", "1000"):
        tour.signs_in(agent, S.NOT_READY)
    tour.does(tour.a, m.QueryAgentStateReq(invoke_id=1, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001"))
    tour.does(tour.a, m.QueryDeviceInfoReq(invoke_id=1, peripheral_id=PG, reserved=0, agent_instrument=A))
    tour.does(tour.a, m.AgentDeskSettingsReq(invoke_id=1, peripheral_id=PG))
    tour.does(tour.a, m.QueryAgentStatisticsReq(invoke_id=1, peripheral_id=PG))
    tour.does(tour.all, m.QuerySkillGroupStatisticsReq(invoke_id=1, peripheral_id=PG, skill_group_number=1))


def configuration(tour: Tour) -> None:
    """Upload the whole configuration."""
    tour.does(tour.all, m.ConfigRequestKeyEvent(peripheral_id=PG))
    tour.does(tour.all, m.ConfigRequestEvent(config_information=ConfigMsgMask(0x3FF), peripheral_id=PG))


def words(tour: Tour) -> None:
    """Messages, alarms, variables, data of applications and of agents."""
    tour.does(tour.a, m.UserMessageReq(invoke_id=1, peripheral_id=PG, distribution=Distribution.ALL, text="hello"))
    tour.does(tour.a, m.ClientEventReportReq(invoke_id=1, state=ClientEventState.NORMAL, text="fine"))
    tour.does(tour.b, m.RegisterVariablesReq(invoke_id=1, call_variable_mask=CallVariableMask(0x3FF)))
    tour.does(tour.all, m.SetAppDataReq(invoke_id=1, application_path_id=7, call_variable1="x"))
    feedback = m.SetAgentServiceDataReq(
        invoke_id=1,
        router_call_key_day=1,
        router_call_key_call_id=1,
        router_call_key_sequence_number=0,
        agent_skill_target_id=tour.world.site.agents[0].icm_agent_id,
        enabled_services=(EnabledService.AGENT_ANSWERS,),
    )
    tour.does(tour.all, feedback)


def monitors(tour: Tour) -> None:
    """Monitor a station."""
    conf = tour.does(tour.all, watch_device(A))
    assert isinstance(conf, m.MonitorStartConf)
    masks: dict[str, Any] = {"call_msg_mask": CallMsgMask(0), "agent_state_mask": AgentStateMask(0)}
    tour.does(tour.all, m.ChangeMonitorMaskReq(invoke_id=1, monitor_id=conf.monitor_id, **masks))
    tour.does(tour.all, m.MonitorStopReq(invoke_id=1, monitor_id=conf.monitor_id))


def a_call(tour: Tour) -> None:
    """It is greeted, looked at, written on, held, recorded by the network, and cleared."""
    call = tour.talks()
    tour.does(tour.a, m.SnapshotCallReq(invoke_id=1, peripheral_id=PG, **orders.one_of(A, call)))
    tour.does(tour.a, m.SnapshotDeviceReq(invoke_id=1, peripheral_id=PG, agent_instrument=A))
    tour.does(tour.a, orders.write(A, call, call_variable1="written"))
    tour.does(tour.a, call_req(m.HoldCallReq, A, call))
    tour.does(tour.a, call_req(m.RetrieveCallReq, A, call))
    tour.does(tour.a, orders.dtmf(A, call))
    tour.does(tour.a, orders.record(A, call))
    tour.does(tour.a, orders.stop_recording(A, call))
    tour.does(tour.a, m.BadCallReq(invoke_id=1, peripheral_id=PG, agent_id="1001", **orders.one_of(A, call)))
    tour.does(tour.a, orders.release(A, call))
    tour.does(tour.a, call_req(m.ClearCallReq, A, call))
    tour.world.passes(60)
    enable = AgentGreetingAction.ENABLE
    tour.does(tour.a, m.AgentGreetingControlReq(invoke_id=1, peripheral_id=PG, agent_action=enable, agent_id="1001"))


def no_recorder(tour: Tour) -> None:
    """The network cannot record at a site without a recorder."""
    world = World()
    world.staffed("1001")
    call = world.caller_calls()
    bridge = world.bridge(name="another")
    bridge.sends(call_req(m.AnswerCallReq, A, call), orders.record(A, call))
    tour.names.update(message.name for message in bridge.heard)


def recording(tour: Tour) -> None:
    """A server application is asked to record, and to stop."""
    register = m.RegisterServiceReq(invoke_id=1, server_mode=ServerMode.EXCLUSIVE, service_name=RECORDING)
    conf = tour.does(tour.recorder, register)
    assert isinstance(conf, m.RegisterServiceConf)
    call = tour.talks()
    tour.says(tour.a, record(A, call))
    tour.says(tour.recorder, records(asked(tour.recorder).invoke_id))
    session = tour.world.engine.registry[tour.recorder.number].id
    tour.says(tour.a, stop_recording(A, call, session))
    tour.says(tour.recorder, m.StopRecordingConf(invoke_id=asked(tour.recorder).invoke_id))
    tour.does(tour.recorder, m.UnregisterServiceReq(invoke_id=1, registered_service_id=conf.registered_service_id))
    tour.ends(tour.a, A, call)


def two_calls(tour: Tour) -> None:
    """Consulted, alternated, reconnected, transferred, conferenced, deflected."""
    call = tour.talks()
    second = new_call(tour.does(tour.a, orders.consult(A, call, C)))
    tour.does(tour.c, call_req(m.AnswerCallReq, C, second))
    tour.does(tour.a, orders.alternate(A, second, call))
    tour.does(tour.a, orders.alternate(A, call, second))
    tour.does(tour.a, orders.reconnect(A, second, call))
    second = new_call(tour.does(tour.a, orders.consult(A, call, C)))
    tour.does(tour.c, call_req(m.AnswerCallReq, C, second))
    tour.does(tour.a, orders.conference(A, second, call))
    tour.world.caller_hangs_up(tour.last_call())
    tour.does(tour.a, call_req(m.ClearConnectionReq, A, tour.last_call()))
    tour.world.passes(60)
    call = tour.talks()
    second = new_call(tour.does(tour.a, orders.consult(A, call, C)))
    tour.does(tour.c, call_req(m.AnswerCallReq, C, second))
    tour.does(tour.a, orders.transfer(A, second, call))
    tour.ends(tour.c, C, tour.last_call())
    ringing = new_call(tour.does(tour.c, dial_req(C, A)))
    tour.does(tour.a, orders.deflect(A, ringing, "2004"))
    tour.ends(tour.c, C, ringing)


def outside(tour: Tour) -> None:
    """Calls to outside, and a call that a dialler places."""
    attributes: dict[str, Any] = {"call_type": CallType(NULL_CALLTYPE), "calling_device_id": C}
    tour.does(tour.c, m.SetDeviceAttributesReq(invoke_id=1, peripheral_id=PG, **attributes))
    call = new_call(tour.does(tour.c, dial_req(C, "90012345")))
    tour.world.happens(OutsideAnswers(peripheral_id=PG, call_id=call))
    tour.ends(tour.c, C, call)
    call = new_call(tour.does(tour.all, orders.predict("90012345")))
    tour.world.happens(OutsideRefuses(peripheral_id=PG, call_id=call))
    tour.world.passes(60)


def announced(tour: Tour) -> None:
    """Calls that the router announces, and that do not come."""
    tour.world.happens(TranslationRouteCall(peripheral_id=PG, dnis="5550177", dialed_number="8001"))
    tour.world.happens(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id="1001"))
    tour.world.passes(60)


def supervision(tour: Tour) -> None:
    """Teams, help, listening and barging in."""
    tour.does(tour.chief, m.ListAgentTeamReq(invoke_id=1, supervisor_id=10000))
    conf = tour.does(tour.chief, m.MonitorAgentTeamStartReq(invoke_id=1, team_id=7001))
    assert isinstance(conf, m.MonitorAgentTeamStartConf)
    tour.does(tour.chief, m.MonitorAgentTeamStopReq(invoke_id=1, monitor_id=conf.monitor_id))
    call = tour.talks()
    tour.does(tour.chief, orders.supervise(SupervisoryAction.BARGE_IN))
    tour.does(tour.chief, call_req(m.ClearConnectionReq, CHIEF, tour.last_call()))
    tour.world.passes(30)
    tour.does(tour.chief, state_req("1000", S.AVAILABLE))
    tour.does(tour.a, orders.emergency(A, call))
    tour.world.passes(60)
    for running in tour.world.centre.switch.calls(PG):
        tour.does(tour.all, call_req(m.ClearCallReq, A, running))
    tour.world.passes(60)
    # The supervisor let the call for help ring for too long, and is not ready since.
    tour.does(tour.chief, state_req("1000", S.AVAILABLE))
    call = tour.talks()
    tour.does(tour.a, orders.assist(A, call))


def two_sides(tour: Tour) -> None:
    """A maintenance: clients that know of two sides go from one to the other."""
    world = TwoSides()
    here, there = world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE), world.waits_at("B", "duplex")
    here.forgets()
    world.maintains()
    (asked,) = here.hears(m.ActiveMaintenanceReqMsg)
    assert isinstance(asked, m.ActiveMaintenanceReqMsg)
    tour.says(here, m.ActiveMaintenanceRespMsg(invoke_id=asked.invoke_id, maintenance_mode_accepted=True))
    tour.says(here, m.StoppingRequestsToThisSideInd())
    tour.names.update({asked.name}, *({message.name for message in client.heard} for client in (here, there)))


STATIONS: Final[tuple[Callable[[Tour], None], ...]] = (
    sessions,
    people,
    refusals,
    configuration,
    words,
    monitors,
    a_call,
    no_recorder,
    recording,
    two_calls,
    outside,
    announced,
    supervision,
    two_sides,
)


@pytest.fixture(scope="module")
def heard() -> set[str]:
    """The messages that were sent or heard on the tour."""
    tour = Tour()
    for station in STATIONS:
        station(tour)
    return tour.heard()


def test_every_message_has_a_level() -> None:
    """Each message of the guide is either needed, wanted, or only read and written."""
    named = [name for names in LEVELS.values() for name in names]
    assert sorted(named) == sorted(messages_of(Dialect.UCCE).by_name)


@pytest.mark.parametrize("level", ["must", "should"])
def test_the_tour_meets_every_message_that_is_needed(level: str, heard: set[str]) -> None:
    """Sent by a client and granted, or heard from the server."""
    assert sorted(set(LEVELS[level]) - heard) == []


def test_the_tour_meets_no_other_message(heard: set[str]) -> None:
    """What has no layout is never sent."""
    assert sorted(heard & set(LEVELS["codec"])) == []
