"""Each command goes to the function that carries it out.

It is a ``match`` and no table, because the type checker sees then that no command is forgotten, and that each function
takes the command that it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ctiserver.centre.switch import (
    agent_requests,
    announced_calls,
    assisting,
    call_data,
    call_requests,
    commands,
    dialling,
    greeting,
    inbound,
    outage,
    predictive,
    preview,
    reconfiguring,
    single_step,
    supervising,
    two_calls,
)

if TYPE_CHECKING:
    from ctiserver.centre.switch.state import SwitchState


def dispatch(state: SwitchState, command: commands.Command) -> None:  # noqa: C901, PLR0912, PLR0915 - one case for each command
    """Carry out ``command``.

    Raises:
        Refused: it cannot be done; nothing has changed.
    """
    match command:
        case commands.CallArrives():
            inbound.call_arrives(state, command)
        case commands.CallerHangsUp():
            inbound.caller_hangs_up(state, command)
        case commands.OutsideAnswers():
            predictive.outside_answers(state, command)
        case commands.OutsideRefuses():
            predictive.outside_refuses(state, command)
        case commands.AnnounceCall():
            announced_calls.announce_call(state, command)
        case commands.PreviewCustomer():
            preview.preview_customer(state, command)
        case commands.TranslationRouteCall():
            announced_calls.translation_route_call(state, command)
        case commands.SetAgentState():
            agent_requests.set_agent_state(state, command)
        case commands.AgentGreetingControl():
            greeting.control(state, command)
        case commands.AnswerCall():
            call_requests.answer_call(state, command)
        case commands.HoldCall():
            call_requests.hold_call(state, command)
        case commands.RetrieveCall():
            call_requests.retrieve_call(state, command)
        case commands.ClearConnection():
            call_requests.clear_connection(state, command)
        case commands.ClearCall():
            call_requests.clear_call(state, command)
        case commands.SendDTMF():
            call_requests.send_dtmf(state, command)
        case commands.MakeCall():
            dialling.make_call(state, command)
        case commands.MakePredictiveCall():
            predictive.make_predictive_call(state, command)
        case commands.DeflectCall():
            single_step.deflect_call(state, command)
        case commands.StartNetworkRecording():
            call_requests.start_network_recording(state, command)
        case commands.StopNetworkRecording():
            call_requests.stop_network_recording(state, command)
        case commands.ConsultationCall():
            two_calls.consultation_call(state, command)
        case commands.TransferCall():
            if command.held_call_id is None:
                single_step.transfer(state, command)
            else:
                two_calls.transfer_call(state, command, command.held_call_id)
        case commands.ConferenceCall():
            if command.held_call_id is None:
                single_step.conference(state, command)
            else:
                two_calls.conference_call(state, command, command.held_call_id)
        case commands.AlternateCall():
            two_calls.alternate_call(state, command)
        case commands.ReconnectCall():
            two_calls.reconnect_call(state, command)
        case commands.SuperviseCall():
            supervising.supervise_call(state, command)
        case commands.SupervisorAssist():
            assisting.supervisor_assist(state, command)
        case commands.EmergencyCall():
            assisting.emergency_call(state, command)
        case commands.SetCallData():
            call_data.set_call_data(state, command)
        case commands.ReleaseCall():
            call_data.release_call(state, command)
        case commands.SetDeviceAttributes():
            call_data.set_device_attributes(state, command)
        case commands.LoseCentralController():
            outage.lose_controller(state)
        case commands.RegainCentralController():
            outage.regain_controller(state)
        case commands.TakePeripheralOffline():
            outage.take_offline(state, command)
        case commands.BringPeripheralOnline():
            outage.bring_online(state, command)
        case commands.TakeInstrumentOutOfService():
            outage.take_out_of_service(state, command)
        case commands.ReturnInstrumentToService():
            outage.return_to_service(state, command)
        case commands.Reconfigure():
            reconfiguring.reconfigure(state, command)
        case _:
            assert_never(command)
