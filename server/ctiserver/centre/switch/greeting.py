"""What is played to an agent and his caller when he answers.  Scenario S25."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import AgentGreetingAction, CallDirection, ControlFailureCode, GreetingEventCode
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import AgentGreeting
from ctiserver.centre.switch.state import connection_timer
from ctiserver.centre.switch.timers import TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.commands import AgentGreetingControl
    from ctiserver.centre.switch.state import Floor


def start(floor: Floor, connection: Connection) -> None:
    """The greeting of an agent who answered an inbound call begins, where there is one."""
    agent, length = connection.agent, floor.settings.agent_greeting
    if agent is None or not length or not agent.greets or connection.direction is not CallDirection.IN:
        return
    connection.greeting = True
    _tell(floor, connection, GreetingEventCode.STARTED)
    floor.timers.start(connection_timer(TimerKind.GREETING, connection), floor.now + length)


def stop(floor: Floor, connection: Connection) -> None:
    """The greeting is over, if one plays."""
    if connection.greeting:
        connection.greeting = False
        floor.timers.stop(connection_timer(TimerKind.GREETING, connection))
        _tell(floor, connection, GreetingEventCode.ENDED)


def control(floor: Floor, command: AgentGreetingControl) -> None:
    """Stop the greeting that plays, or have none, or one again, for the rest of the day's work."""
    agent = floor.agents.get((command.peripheral_id, command.agent_id))
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_AGENT_ID_SPECIFIED)
    playing = [connection for connection in agent.connections.values() if connection.greeting]
    failed = Refused(ControlFailureCode.AGENT_GREETING_CONTROL_OPERATION_FAILURE)
    if not agent.signed_in or not floor.settings.agent_greeting:
        raise failed
    match command.action:
        case AgentGreetingAction.STOP if playing:
            for connection in playing:
                stop(floor, connection)
        case AgentGreetingAction.DISABLE:
            agent.greets = False
        case AgentGreetingAction.ENABLE:
            agent.greets = True
        case _:
            raise failed


def _tell(floor: Floor, connection: Connection, code: GreetingEventCode) -> None:
    floor.events.append(
        AgentGreeting(
            at=floor.now,
            peripheral_id=connection.call.peripheral_id,
            connection=connection.id,
            parties=connection.call.parties,
            agent_id=connection.agent.site.id if connection.agent is not None else "",
            code=code,
        )
    )
