"""The message that is played to agent and caller when an agent answers.  Scenario S25."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import AgentGreetingAction, CallDirection, ControlFailureCode, GreetingEventCode
from ctiserver.centre.switch import reports
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.timers import TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import AgentGreetingControl
    from ctiserver.centre.switch.model import Connection
    from ctiserver.centre.switch.state import SwitchState


def start(state: SwitchState, connection: Connection) -> None:
    """Play the greeting of an agent who answered an inbound call, if the site has greetings and the agent wants it."""
    agent, length = connection.agent, state.settings.agent_greeting
    # fidelity greeting.inbound-alone: ours: Greetings are played on inbound calls, where the site has them and the
    # agent did not switch them off.
    if agent is None or not length or not agent.greets or connection.direction is not CallDirection.IN:
        return
    connection.greeting = True
    state.tell(reports.greeting(connection, GreetingEventCode.STARTED, state.now))
    state.start_timer(TimerKind.GREETING, connection, state.now + length)


def stop(state: SwitchState, connection: Connection) -> None:
    """Stop the greeting that plays on ``connection``, if one does."""
    if connection.greeting:
        connection.greeting = False
        state.stop_timers(connection, TimerKind.GREETING)
        state.tell(reports.greeting(connection, GreetingEventCode.ENDED, state.now))


def control(state: SwitchState, command: AgentGreetingControl) -> None:
    """Stop the greeting that plays, or switch the agent's greetings off or on until they sign out."""
    agent = state.agents.get((command.peripheral_id, command.agent_id))
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_AGENT_ID_SPECIFIED)
    playing = [connection for connection in agent.connections.values() if connection.greeting]
    failed = Refused(ControlFailureCode.AGENT_GREETING_CONTROL_OPERATION_FAILURE)
    if not agent.signed_in or not state.settings.agent_greeting:
        raise failed
    match command.action:
        case AgentGreetingAction.STOP if playing:
            for connection in playing:
                stop(state, connection)
        # fidelity greeting.disable: guide AGENT_GREETING_CONTROL_REQ: Disabling holds for this login, and stops no
        # greeting that plays.
        case AgentGreetingAction.DISABLE:
            agent.greets = False
        case AgentGreetingAction.ENABLE:
            agent.greets = True
        case _:
            raise failed
