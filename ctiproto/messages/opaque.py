"""Messages that the guide lists without their layout: a name, a number and a body kept as it is."""

from __future__ import annotations

from ctiproto.declare import Sender, Service, message
from ctiproto.messages.parts import OpaqueConfirmation, OpaqueEvent, OpaqueIndication, OpaqueRequest, OpaqueResponse


@message(120, Service.SUPERVISOR, documented=False)
class SupervisorAssistEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(126, Service.SUPERVISOR, documented=False)
class AgentTeamConfigReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(127, Service.SUPERVISOR, answers="AGENT_TEAM_CONFIG_REQ", documented=False)
class AgentTeamConfigConf(OpaqueConfirmation):
    """Named by the guide; its fields are not published."""


@message(151, Service.AGENT_REPORTING, since=10, documented=False)
class MediaLoginReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(152, Service.AGENT_REPORTING, since=10, answers="MEDIA_LOGIN_REQ", documented=False)
class MediaLoginResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(153, Service.AGENT_REPORTING, since=10, documented=False)
class MediaLogoutInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(154, Service.AGENT_REPORTING, since=10, documented=False)
class MakeAgentRoutableInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(155, Service.AGENT_REPORTING, since=10, documented=False)
class MakeAgentNotRoutableReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(156, Service.AGENT_REPORTING, since=10, answers="MAKE_AGENT_NOT_ROUTABLE_REQ", documented=False)
class MakeAgentNotRoutableResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(157, Service.AGENT_REPORTING, since=10, documented=False)
class MakeAgentReadyInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(158, Service.AGENT_REPORTING, since=10, documented=False)
class MakeAgentNotReadyReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(159, Service.AGENT_REPORTING, since=10, answers="MAKE_AGENT_NOT_READY_REQ", documented=False)
class MakeAgentNotReadyResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(160, Service.AGENT_REPORTING, since=10, documented=False)
class OfferTaskInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(161, Service.AGENT_REPORTING, since=10, documented=False)
class OfferApplicationTaskReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(162, Service.AGENT_REPORTING, since=10, answers="OFFER_APPLICATION_TASK_REQ", documented=False)
class OfferApplicationTaskResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(163, Service.AGENT_REPORTING, since=10, documented=False)
class StartTaskInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(164, Service.AGENT_REPORTING, since=10, documented=False)
class StartApplicationTaskReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(165, Service.AGENT_REPORTING, since=10, answers="START_APPLICATION_TASK_REQ", documented=False)
class StartApplicationTaskResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(166, Service.AGENT_REPORTING, since=10, documented=False)
class PauseTaskInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(167, Service.AGENT_REPORTING, since=10, documented=False)
class ResumeTaskInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(168, Service.AGENT_REPORTING, since=10, documented=False)
class WrapupTaskInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(169, Service.AGENT_REPORTING, since=10, documented=False)
class EndTaskInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(170, Service.AGENT_REPORTING, since=10, documented=False)
class AgentMadeNotRoutableEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(171, Service.AGENT_REPORTING, since=10, documented=False)
class AgentInterruptAdvisoryEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(172, Service.AGENT_REPORTING, since=10, documented=False)
class AgentInterruptAcceptedInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(173, Service.AGENT_REPORTING, since=10, documented=False)
class AgentInterruptUnacceptedInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(174, Service.AGENT_REPORTING, since=10, documented=False)
class AgentInterruptDoneAdvisoryEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(175, Service.AGENT_REPORTING, since=10, documented=False)
class AgentInterruptDoneAcceptedInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(176, Service.AGENT_REPORTING, since=10, documented=False)
class ChangeMaxTaskLimitReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(177, Service.AGENT_REPORTING, since=10, answers="CHANGE_MAX_TASK_LIMIT_REQ", documented=False)
class ChangeMaxTaskLimitResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(178, Service.AGENT_REPORTING, since=10, documented=False)
class OverrideLimitReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(179, Service.AGENT_REPORTING, since=10, answers="OVERRIDE_LIMIT_REQ", documented=False)
class OverrideLimitResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(180, Service.AGENT_REPORTING, since=10, documented=False)
class UpdateTaskContextInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(181, Service.AGENT_REPORTING, since=10, documented=False)
class BeginAgentInitInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(182, Service.AGENT_REPORTING, since=10, documented=False)
class AgentInitReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(183, Service.AGENT_REPORTING, since=10, answers="AGENT_INIT_REQ", documented=False)
class AgentInitResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(184, Service.AGENT_REPORTING, since=10, documented=False)
class EndAgentInitInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(185, Service.AGENT_REPORTING, since=10, documented=False)
class TaskInitInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(186, Service.AGENT_REPORTING, since=10, documented=False)
class AgentInitReadyEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(187, Service.AGENT_REPORTING, since=10, documented=False)
class GetPrecallMessagesReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(188, Service.AGENT_REPORTING, since=10, answers="GET_PRECALL_MESSAGES_REQ", documented=False)
class GetPrecallMessagesResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(189, Service.AGENT_REPORTING, since=10, documented=False)
class AgentLegacyPreCallEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(190, Service.AGENT_REPORTING, since=10, documented=False)
class FailureResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(191, Service.AGENT_REPORTING, since=10, documented=False)
class BeginTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(192, Service.AGENT_REPORTING, since=10, documented=False)
class QueuedTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(193, Service.AGENT_REPORTING, since=10, documented=False)
class DequeuedTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(194, Service.AGENT_REPORTING, since=10, documented=False)
class OfferTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(195, Service.AGENT_REPORTING, since=10, documented=False)
class StartTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(196, Service.AGENT_REPORTING, since=10, documented=False)
class PauseTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(197, Service.AGENT_REPORTING, since=10, documented=False)
class ResumeTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(198, Service.AGENT_REPORTING, since=10, documented=False)
class WrapupTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(199, Service.AGENT_REPORTING, since=10, documented=False)
class EndTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(200, Service.AGENT_REPORTING, since=10, documented=False)
class TaskDataUpdateEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(201, Service.AGENT_REPORTING, since=10, documented=False)
class TaskMonitorStartReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(202, Service.AGENT_REPORTING, since=10, answers="TASK_MONITOR_START_REQ", documented=False)
class TaskMonitorStartConf(OpaqueConfirmation):
    """Named by the guide; its fields are not published."""


@message(203, Service.AGENT_REPORTING, since=10, documented=False)
class TaskMonitorStopReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(204, Service.AGENT_REPORTING, since=10, answers="TASK_MONITOR_STOP_REQ", documented=False)
class TaskMonitorStopConf(OpaqueConfirmation):
    """Named by the guide; its fields are not published."""


@message(205, Service.AGENT_REPORTING, since=10, documented=False)
class ChangeTaskMonitorMaskReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(206, Service.AGENT_REPORTING, since=10, answers="CHANGE_TASK_MONITOR_MASK_REQ", documented=False)
class ChangeTaskMonitorMaskConf(OpaqueConfirmation):
    """Named by the guide; its fields are not published."""


@message(207, Service.AGENT_REPORTING, since=10, documented=False)
class MaxTaskLifetimeExceededEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(208, Service.AGENT_REPORTING, since=10, documented=False)
class SetAppPathDataInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(209, Service.AGENT_REPORTING, since=10, documented=False)
class TaskInitReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(210, Service.AGENT_REPORTING, since=10, answers="TASK_INIT_REQ", documented=False)
class TaskInitResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(211, Service.ROUTING, sender=Sender.CLIENT, since=10, documented=False)
class RouteRegisterEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(212, Service.ROUTING, since=10, answers="ROUTE_REGISTER_EVENT", documented=False)
class RouteRegisterReplyEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(213, Service.ROUTING, since=10, documented=False)
class RouteRequestEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(214, Service.ROUTING, sender=Sender.CLIENT, since=10, answers="ROUTE_REQUEST_EVENT", documented=False)
class RouteSelectEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(215, Service.ROUTING, sender=Sender.BOTH, since=10, documented=False)
class RouteEndEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(242, Service.CONFIGURATION, since=10, documented=False)
class TeamConfigReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(243, Service.CONFIGURATION, since=10, documented=False)
class TeamConfigEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(244, Service.CONFIGURATION, since=10, answers="TEAM_CONFIG_REQ", documented=False)
class TeamConfigConf(OpaqueConfirmation):
    """Named by the guide; its fields are not published."""


@message(255, Service.AGENT_REPORTING, since=20, documented=False)
class GetAgentTasksReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(256, Service.AGENT_REPORTING, since=20, answers="GET_AGENT_TASKS_REQ", documented=False)
class AgentTasksResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(257, Service.AGENT_REPORTING, since=20, documented=False)
class SnapshotTaskReq(OpaqueRequest):
    """Named by the guide; its fields are not published."""


@message(258, Service.AGENT_REPORTING, since=20, answers="SNAPSHOT_TASK_REQ", documented=False)
class SnapshotTaskResp(OpaqueResponse):
    """Named by the guide; its fields are not published."""


@message(262, Service.AGENT_REPORTING, since=23, documented=False)
class AgentTasksEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(263, Service.AGENT_REPORTING, since=23, documented=False)
class SnapshotTaskEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(264, Service.AGENT_REPORTING, sender=Sender.CLIENT, since=23, documented=False)
class AgentTasksRequestEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(265, Service.AGENT_REPORTING, since=23, documented=False)
class AgentTasksEndEvent(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(266, Service.AGENT_REPORTING, sender=Sender.SERVER, since=23, documented=False)
class DesktopConnectedInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""


@message(277, Service.SESSION, since=24, documented=False)
class StandbyActiveEventMsg(OpaqueEvent):
    """Named by the guide; its fields are not published."""


@message(281, Service.SESSION, since=24, documented=False)
class StoppingRequestsToThisSideInd(OpaqueIndication):
    """Named by the guide; its fields are not published."""
