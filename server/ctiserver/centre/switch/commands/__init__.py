"""The commands of the switch.

They are frozen values: a log of them, with the times at which they were executed, is all that is needed to get the
same events again.  Numbers behind *Refused* are those of the guide's control failure codes, and behind a stroke the
peripheral's own.
"""

from __future__ import annotations

from ctiserver.centre.switch.commands.agents import AgentGreetingControl, SetAgentState
from ctiserver.centre.switch.commands.calls import (
    AnswerCall,
    ClearCall,
    ClearConnection,
    DeflectCall,
    HoldCall,
    MakeCall,
    MakePredictiveCall,
    RetrieveCall,
    SendDTMF,
    StartNetworkRecording,
    StopNetworkRecording,
)
from ctiserver.centre.switch.commands.configuration import Reconfigure
from ctiserver.centre.switch.commands.data import ReleaseCall, SetCallData, SetDeviceAttributes
from ctiserver.centre.switch.commands.outside import (
    AnnounceCall,
    CallArrives,
    CallerHangsUp,
    OutsideAnswers,
    OutsideRefuses,
    PreviewCustomer,
    TranslationRouteCall,
)
from ctiserver.centre.switch.commands.plant import (
    BringPeripheralOnline,
    LoseCentralController,
    RegainCentralController,
    ReturnInstrumentToService,
    TakeInstrumentOutOfService,
    TakePeripheralOffline,
)
from ctiserver.centre.switch.commands.supervision import EmergencyCall, SuperviseCall, SupervisorAssist
from ctiserver.centre.switch.commands.two_calls import (
    AlternateCall,
    ConferenceCall,
    ConsultationCall,
    ReconnectCall,
    TransferCall,
)

__all__ = [
    "AgentGreetingControl",
    "AlternateCall",
    "AnnounceCall",
    "AnswerCall",
    "BringPeripheralOnline",
    "CallArrives",
    "CallerHangsUp",
    "ClearCall",
    "ClearConnection",
    "Command",
    "ConferenceCall",
    "ConsultationCall",
    "DeflectCall",
    "EmergencyCall",
    "HoldCall",
    "LoseCentralController",
    "MakeCall",
    "MakePredictiveCall",
    "OutsideAnswers",
    "OutsideRefuses",
    "PreviewCustomer",
    "Reconfigure",
    "ReconnectCall",
    "RegainCentralController",
    "ReleaseCall",
    "RetrieveCall",
    "ReturnInstrumentToService",
    "SendDTMF",
    "SetAgentState",
    "SetCallData",
    "SetDeviceAttributes",
    "StartNetworkRecording",
    "StopNetworkRecording",
    "SuperviseCall",
    "SupervisorAssist",
    "TakeInstrumentOutOfService",
    "TakePeripheralOffline",
    "TransferCall",
    "TranslationRouteCall",
]

Command = (
    AgentGreetingControl
    | SetAgentState
    | AnswerCall
    | ClearCall
    | ClearConnection
    | DeflectCall
    | HoldCall
    | MakeCall
    | MakePredictiveCall
    | RetrieveCall
    | SendDTMF
    | StartNetworkRecording
    | StopNetworkRecording
    | ReleaseCall
    | SetCallData
    | SetDeviceAttributes
    | AnnounceCall
    | CallArrives
    | CallerHangsUp
    | OutsideAnswers
    | OutsideRefuses
    | PreviewCustomer
    | TranslationRouteCall
    | Reconfigure
    | BringPeripheralOnline
    | LoseCentralController
    | RegainCentralController
    | ReturnInstrumentToService
    | TakeInstrumentOutOfService
    | TakePeripheralOffline
    | EmergencyCall
    | SuperviseCall
    | SupervisorAssist
    | AlternateCall
    | ConferenceCall
    | ConsultationCall
    | ReconnectCall
    | TransferCall
)
"""Any command."""
