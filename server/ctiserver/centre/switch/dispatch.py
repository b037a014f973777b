"""Which room does what a command asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ctiserver.centre.switch import (
    agent_requests,
    assisting,
    call_data,
    call_requests,
    commands,
    dialling,
    greeting,
    outage,
    predictive,
    reconfiguring,
    recording,
    single_step,
    supervising,
    two_call_requests,
)
from ctiserver.centre.switch import announced_calls as expecting
from ctiserver.centre.switch import device_service as instruments
from ctiserver.centre.switch import inbound as arriving

if TYPE_CHECKING:
    from ctiserver.centre.switch.state import Floor


def dispatch(floor: Floor, command: commands.Command) -> None:  # noqa: C901, PLR0912, PLR0915 - one case for each command
    """Let the room that knows how do what ``command`` asks.

    Raises:
        Refused: it cannot be done; nothing has changed.
    """
    match command:
        case commands.CallArrives():
            arriving.call_arrives(floor, command)
        case commands.CallerHangsUp():
            arriving.caller_hangs_up(floor, command)
        case commands.OutsideAnswers():
            predictive.outside_answers(floor, command)
        case commands.OutsideRefuses():
            predictive.outside_refuses(floor, command)
        case commands.RouteCall():
            expecting.route_call(floor, command)
        case commands.SetAgentState():
            agent_requests.set_agent_state(floor, command)
        case commands.AgentGreetingControl():
            greeting.control(floor, command)
        case commands.AnswerCall():
            call_requests.answer_call(floor, command)
        case commands.HoldCall():
            call_requests.hold_call(floor, command)
        case commands.RetrieveCall():
            call_requests.retrieve_call(floor, command)
        case commands.ClearConnection():
            call_requests.clear_connection(floor, command)
        case commands.ClearCall():
            call_requests.clear_call(floor, command)
        case commands.SendDTMF():
            call_requests.send_dtmf(floor, command)
        case commands.MakeCall():
            dialling.make_call(floor, command)
        case commands.MakePredictiveCall():
            predictive.make_predictive_call(floor, command)
        case commands.DeflectCall():
            single_step.deflect_call(floor, command)
        case commands.StartNetworkRecording():
            recording.start(floor, command)
        case commands.StopNetworkRecording():
            recording.stop(floor, command)
        case commands.ConsultationCall():
            two_call_requests.consultation_call(floor, command)
        case commands.TransferCall():
            two_call_requests.transfer_call(floor, command)
        case commands.ConferenceCall():
            two_call_requests.conference_call(floor, command)
        case commands.AlternateCall():
            two_call_requests.alternate_call(floor, command)
        case commands.ReconnectCall():
            two_call_requests.reconnect_call(floor, command)
        case commands.SuperviseCall():
            supervising.supervise_call(floor, command)
        case commands.SupervisorAssist():
            assisting.supervisor_assist(floor, command)
        case commands.EmergencyCall():
            assisting.emergency_call(floor, command)
        case commands.SetCallData():
            call_data.set_call_data(floor, command)
        case commands.ReleaseCall():
            call_data.release_call(floor, command)
        case commands.SetDeviceAttributes():
            call_data.set_device_attributes(floor, command)
        case commands.LoseCentralController():
            outage.lose_controller(floor)
        case commands.RegainCentralController():
            outage.regain_controller(floor)
        case commands.TakePeripheralOffline():
            outage.take_offline(floor, command)
        case commands.BringPeripheralOnline():
            outage.bring_online(floor, command)
        case commands.TakeInstrumentOutOfService():
            instruments.take_out(floor, command)
        case commands.ReturnInstrumentToService():
            instruments.put_back(floor, command)
        case commands.Reconfigure():
            reconfiguring.reconfigure(floor, command)
        case _:
            assert_never(command)
