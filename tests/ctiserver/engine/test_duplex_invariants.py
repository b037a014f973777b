"""Whatever is done to two sides, some things always hold: a state machine that tries."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ctiproto import messages as m
from ctiproto.constants import AgentState, SessionType, StatusCode
from ctiserver.engine.roles import SideRole
from ctiserver.engine.sides import SideError
from tests.support.harness import BRIDGE, PG, Client, demo, open_req, state_req
from tests.support.two_sides import DUPLEX_BRIDGE, TwoSides

SIDES = st.sampled_from(["A", "B"])
KINDS = st.sampled_from([(15, BRIDGE), (23, BRIDGE), (25, BRIDGE), (24, DUPLEX_BRIDGE), (25, DUPLEX_BRIDGE)])
REFUSALS = {
    StatusCode.CTI_SERVER_OFFLINE,
    StatusCode.INVALID_CLIENT_FOR_STANDBY,
    StatusCode.SERVER_IN_MAINTENANCE_MODE,
}


class Sides(RuleBasedStateMachine):
    """An operator without mercy, and clients of all kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.world = TwoSides(demo(load_time=2.0, unattended_timeout=0))
        self.clients: list[Client] = []
        self.calls: set[int] = set()

    @initialize()
    def somebody_is_there(self) -> None:
        """One who knows of two sides, and one who does not."""
        self.opens("A", (15, BRIDGE))
        for side in ("A", "B"):
            self.opens(side, (25, DUPLEX_BRIDGE))

    # --- the operator ------------------------------------------------------------------------------------------------

    @rule(side=SIDES, verb=st.sampled_from(["stops", "kills", "starts", "starts"]))
    def does_something_to_a_side(self, side: str, verb: str) -> None:
        """Try a command on one side; it may be refused."""
        before = self.world.roles
        try:
            getattr(self.world, verb)(side)
        except SideError:
            assert self.world.roles == before
        self._clean_up()

    @rule(verb=st.sampled_from(["switches_over", "maintains"]))
    def does_something_to_both(self, verb: str) -> None:
        """Try a command on both sides; it may be refused."""
        before = self.world.roles
        try:
            getattr(self.world, verb)()
        except SideError:
            assert self.world.roles == before
        self._clean_up()

    @rule(seconds=st.sampled_from([0.5, 1.0, 2.0, 5.0, 40.0]))
    def time_passes(self, seconds: float) -> None:
        """A side loads, a maintenance is over."""
        self.world.passes(seconds)
        self._clean_up()

    # --- clients -----------------------------------------------------------------------------------------------------

    @rule(side=SIDES, kind=KINDS)
    def somebody_opens(self, side: str, kind: tuple[int, int]) -> None:
        """A client asks for a session."""
        self.opens(side, kind)

    @rule()
    def all_come_back(self) -> None:
        """Those who know of two sides want a session at each."""
        for side in ("A", "B"):
            self.opens(side, (25, DUPLEX_BRIDGE))

    def opens(self, side: str, kind: tuple[int, int]) -> None:
        """Who asks for a session has one, or is told why not."""
        if side not in self.world.listening or len(self.clients) > 6:
            return
        role = self.world.duplex.sides[side].role
        client = self.world.connects(side=side)
        client.sends(open_req(*kind))
        answer = client.takes()
        if isinstance(answer, m.OpenConf):
            stands_by = role is SideRole.STANDBY
            assert stands_by or role is SideRole.ACTIVE
            assert kind[0] < 24 or answer.session_type is (SessionType.STANDBY if stands_by else SessionType.ACTIVE)
            assert not stands_by or not client.heard
            self.clients.append(client)
        else:
            assert isinstance(answer, m.FailureConf)
            assert answer.status in REFUSALS
            client.leaves()

    @rule(answer=st.sampled_from([True, True, True, False, None]))
    def answers(self, answer: bool | None) -> None:
        """Those who were asked about maintenance say what they think, or go."""
        for client in list(self.clients):
            asked = [message for message in client.heard if isinstance(message, m.ActiveMaintenanceReqMsg)]
            client.forgets()
            for question in asked:
                if answer is None:
                    client.leaves()
                else:
                    client.sends(
                        m.ActiveMaintenanceRespMsg(invoke_id=question.invoke_id, maintenance_mode_accepted=answer)
                    )
        self._clean_up()

    @rule()
    def goes(self) -> None:
        """Every client whose side allows it leaves."""
        for client in list(self.clients):
            if client.version >= 24:
                client.sends(m.StoppingRequestsToThisSideInd())
        self._clean_up()

    @rule(data=st.data())
    def breaks_off(self, data: st.DataObject) -> None:
        """A client's connection is lost."""
        if self.clients:
            client = data.draw(st.sampled_from(self.clients))
            client.leaves()
            self._clean_up()

    # --- what happens in the contact centre --------------------------------------------------------------------------

    @rule(number=st.sampled_from(["8001", "8002"]))
    def somebody_calls(self, number: str) -> None:
        """Each session of the active side hears of the call once, no other session does."""
        if len(self.calls) > 10:
            return
        kept = {client: client.heard for client in self.clients}
        for client in self.clients:
            client.heard = []
        call = self.world.caller_calls(number)
        self.calls.add(call)
        for client in self.clients:
            begun = [each.connection_call_id for each in client.heard if isinstance(each, m.BeginCallEvent)]
            assert begun == ([call] if self._hears(client) else []), (client.number, self.world.roles)
            assert self._hears(client) or not client.heard
            client.heard = kept[client] + client.heard

    @rule(data=st.data(), agent=st.sampled_from(["1001", "1006"]))
    def a_client_signs_an_agent_in_or_out(self, data: st.DataObject, agent: str) -> None:
        """An active session is served at either side; each session of the active side hears it once."""
        active = [client for client in self.clients if self._serves(client)]
        if not active:
            return
        client = data.draw(st.sampled_from(active))
        signed_in = self.world.centre.switch.agent(PG, agent).state is not AgentState.LOGOUT
        for each in self.clients:
            each.heard = [kept for kept in each.heard if isinstance(kept, m.ActiveMaintenanceReqMsg)]
        state = AgentState.LOGOUT if signed_in else AgentState.LOGIN
        client.sends(state_req(agent, state))
        confirmed = sum(isinstance(each, m.SetAgentStateConf) for each in client.heard)
        for each in self.clients:
            told = [
                (event.agent_state, event.skill_group_number)
                for event in each.heard
                if isinstance(event, m.AgentStateEvent)
            ]
            assert bool(told) is (bool(confirmed) and self._hears(each)), (each.number, self.world.roles)
            assert len(set(told)) == len(told)

    # --- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def at_most_one_side_is_active(self) -> None:
        """And none only while no side stands by."""
        roles = [side.role for side in self.world.duplex.sides.values()]
        active = sum(role.is_active for role in roles)
        assert active <= 1
        assert active or SideRole.STANDBY not in roles

    @invariant()
    def sessions_are_as_their_sides(self) -> None:
        """Those of a side that stands by are on standby, no others are, and a side that is not there has none."""
        for side in self.world.duplex.sides.values():
            standby = {session.is_standby for session in side.engine.registry}
            if side.role in (SideRole.DOWN, SideRole.LOADING):
                assert not standby
            else:
                assert standby <= {side.role is SideRole.STANDBY}
        assert not self.world.duplex._untold

    @invariant()
    def sides_listen_unless_they_are_down(self) -> None:
        """The doors are as the roles."""
        up = {name for name, side in self.world.duplex.sides.items() if side.role is not SideRole.DOWN}
        assert self.world.listening == up

    @invariant()
    def no_call_is_lost(self) -> None:
        """Callers wait until they are answered, whichever side is there."""
        there = set(self.world.centre.switch.calls(PG))
        assert self.calls <= there

    @invariant()
    def nobody_is_remembered_who_is_gone(self) -> None:
        """The clients that the sides know are those that are there."""
        assert set(self.world.duplex._side_of) == {client.number for client in self.clients}

    def _hears(self, client: Client) -> bool:
        """Whether the client has a session at the active side."""
        return any(
            side.role.is_active and side.engine.registry.of_client(client.number) is not None
            for side in self.world.duplex.sides.values()
        )

    def _serves(self, client: Client) -> bool:
        sessions = (side.engine.registry.of_client(client.number) for side in self.world.duplex.sides.values())
        return any(session is not None and not session.is_standby for session in sessions)

    def _clean_up(self) -> None:
        """Who was hung up on goes."""
        for client in [client for client in self.clients if client.is_cut_off or client.is_gone]:
            self.clients.remove(client)
            if not client.is_gone:
                client.leaves()


LONG_RUN_EXAMPLES = "SIDES_EXAMPLES"
"""In the environment: how many days to try instead of the few that are always the same."""

LONG_RUN = LONG_RUN_EXAMPLES in os.environ

TestSides = Sides.TestCase
TestSides.settings = settings(
    max_examples=int(os.environ.get(LONG_RUN_EXAMPLES, "60")),
    stateful_step_count=40,
    deadline=None,
    phases=(Phase.generate, Phase.shrink) if LONG_RUN else tuple(Phase),
    derandomize=not LONG_RUN,
    suppress_health_check=[HealthCheck.too_slow],
)
