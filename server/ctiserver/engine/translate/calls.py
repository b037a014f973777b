"""Events of one call.  Guide: Client Events Service."""

from __future__ import annotations

from typing import TypedDict

from ctiproto import messages as m
from ctiproto.constants import ConnectionDeviceIDType, EventCause, LocalConnectionState, PeripheralType
from ctiproto.version_rules import repeats_all_variables
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import ConnectionID, ServiceRef, SkillGroupRef, TrunkRef
from ctiserver.engine.translate import call_context
from ctiserver.engine.translate.facts import Facts, number_of
from ctiserver.site.keys import CallKey


class Named(TypedDict):
    """The fields of every call event for the connection that it names."""

    peripheral_id: int
    peripheral_type: PeripheralType
    connection_device_id_type: ConnectionDeviceIDType
    connection_call_id: int
    connection_device_id: str


class Change(TypedDict):
    """The state of that connection after the event, and the cause of the event."""

    local_connection_state: LocalConnectionState
    event_cause: EventCause


class ServiceFields(TypedDict):
    """The service that the call is counted for."""

    service_number: int
    service_id: int


class GroupFields(TypedDict):
    """The skill group that the call is counted for."""

    skill_group_number: int
    skill_group_id: int
    skill_group_priority: int


class TrunkFields(TypedDict):
    """The trunk of an outside party."""

    trunk_number: int | None
    trunk_group_number: int | None


class OnBehalfOf(TypedDict):
    """The fields that name the connection of the call that a consultation is about."""

    coc_connection_call_id: int | None
    coc_call_connection_device_id_type: ConnectionDeviceIDType | None
    coc_call_connection_device_id: str | None


def on_behalf_of(connection: ConnectionID | None) -> OnBehalfOf:
    """That connection as messages name it; absent where a call is no consultation."""
    # fidelity calls.consultation-names-its-call: guide CALL_SERVICE_INITIATED_EVENT; ours: A consultation names the
    # consulting station's connection on the call that it is about, as long as that is there.
    return OnBehalfOf(
        coc_connection_call_id=None if connection is None else connection.call_id,
        coc_call_connection_device_id_type=None if connection is None else connection.device_id_type,
        coc_call_connection_device_id=None if connection is None else connection.device_id,
    )


def _named(event: e.CallEvent, facts: Facts) -> Named:
    return Named(
        peripheral_id=event.peripheral_id,
        peripheral_type=facts.peripheral_type(event.peripheral_id),
        connection_device_id_type=event.connection.device_id_type,
        connection_call_id=event.connection.call_id,
        connection_device_id=event.connection.device_id,
    )


def _change(event: e.ConnectionEvent) -> Change:
    return Change(local_connection_state=event.local_state, event_cause=event.cause)


def service_fields(service: ServiceRef) -> ServiceFields:
    """A service as messages name it."""
    return ServiceFields(service_number=service.number, service_id=service.id)


def group_fields(group: SkillGroupRef) -> GroupFields:
    """A skill group as messages name it."""
    return GroupFields(skill_group_number=group.number, skill_group_id=group.id, skill_group_priority=group.priority)


def _trunk(trunk: TrunkRef | None) -> TrunkFields:
    return TrunkFields(
        trunk_number=None if trunk is None else trunk.number,
        trunk_group_number=None if trunk is None else trunk.group,
    )


def _queue_groups(groups: tuple[SkillGroupRef, ...]) -> tuple[m.QueueSkillGroup, ...]:
    return tuple(
        m.QueueSkillGroup(skill_group_number=group.number, skill_group_id=group.id, skill_group_priority=group.priority)
        for group in groups
    )


def call_began(event: e.CallBegan, facts: Facts) -> m.BeginCallEvent:
    """BEGIN_CALL_EVENT, with the clients that have been associated with the call so far."""
    data = event.context.data
    return m.BeginCallEvent(
        **_named(event, facts),
        call_type=event.context.call_type,
        called_party_disposition=event.context.disposition,
        dnis=call_context.dnis(event.context),
        call_wrapup_data=data.wrapup_data or None,
        # fidelity calls.clients-before: guide BEGIN_CALL_EVENT: It lists the clients that were associated before this
        # one.
        clients=facts.clients(CallKey(event.peripheral_id, event.connection.call_id)),
        **call_context.numbers(data),
        **call_context.key(event.context.router_call_key),
        **call_context.variables(data),
        **call_context.ecc(data),
    )


def call_ended(event: e.CallEnded, facts: Facts) -> m.EndCallEvent:
    """END_CALL_EVENT."""
    return m.EndCallEvent(**_named(event, facts))


def call_data_updated(event: e.CallDataUpdated, facts: Facts) -> m.CallDataUpdateEvent:
    """CALL_DATA_UPDATE_EVENT with the items that changed; from version 22 on always with all named variables."""
    data = event.context.data
    changed = event.changed
    ecc = call_context.ecc(data)
    # fidelity variables.all-named-ones: guide CALL_DATA_UPDATE_EVENT: From version 22 on an update has all named
    # variables of the call, whatever changed.
    if not repeats_all_variables(facts.profile):
        if "named_variables" not in changed:
            ecc["named_variables"] = ()
        if "named_arrays" not in changed:
            ecc["named_arrays"] = ()
    return m.CallDataUpdateEvent(
        **_named(event, facts),
        call_type=event.context.call_type,
        # fidelity calls.renamed-connection: guide CALL_DATA_UPDATE_EVENT: NewConnection is the connection's name from
        # now on, equal to the old one if that stays.
        new_connection_device_id_type=event.new_connection.device_id_type,
        new_connection_call_id=event.new_connection.call_id,
        new_connection_device_id=event.new_connection.device_id,
        called_party_disposition=event.context.disposition,
        campaign_id=data.campaign_id,
        query_rule_id=data.query_rule_id,
        # fidelity calls.update-has-what-changed: guide CALL_DATA_UPDATE_EVENT: An update has the items that changed
        # and no others.
        customer_phone_number=data.customer_phone_number if "customer_phone_number" in changed else None,
        customer_account_number=data.customer_account_number if "customer_account_number" in changed else None,
        ani=data.ani if "ani" in changed else None,
        user_to_user_info=data.user_to_user_info if "user_to_user_info" in changed else None,
        dnis=data.dnis if "dnis" in changed else None,
        dialed_number=data.dialed_number if "dialed_number" in changed else None,
        caller_entered_digits=data.caller_entered_digits if "caller_entered_digits" in changed else None,
        call_wrapup_data=data.wrapup_data if "wrapup_data" in changed else None,
        clients=facts.clients(CallKey(event.peripheral_id, event.new_connection.call_id)),
        **call_context.key(event.context.router_call_key if "router_call_key" in changed else None),
        **call_context.variables(data, changed),
        **ecc,
    )


def call_delivered(event: e.CallDelivered, facts: Facts) -> m.CallDeliveredEvent:
    """CALL_DELIVERED_EVENT, for a device that alerts or a trunk that was seized."""
    data = event.context.data
    return m.CallDeliveredEvent(
        **_named(event, facts),
        **_change(event),
        line_handle=event.line_handle,
        line_type=event.line_type,
        alerting_device_type=facts.kind(event.alerting),
        alerting_device_id=number_of(event.alerting),
        calling_device_type=facts.kind(event.calling),
        calling_device_id=number_of(event.calling),
        called_device_type=facts.kind(event.called),
        called_device_id=number_of(event.called),
        last_redirect_device_type=facts.kind(event.last_redirect),
        last_redirect_device_id=number_of(event.last_redirect),
        dnis=call_context.dnis(event.context),
        call_wrapup_data=data.wrapup_data or None,
        **service_fields(event.service),
        **group_fields(event.skill_group),
        **_trunk(event.trunk),
        **call_context.numbers(data),
        **call_context.variables(data),
        **call_context.ecc(data),
    )


def call_queued(event: e.CallQueued, facts: Facts) -> m.CallQueuedEvent:
    """CALL_QUEUED_EVENT, without a queue device: the skill groups say where the call waits."""
    return m.CallQueuedEvent(
        **_named(event, facts),
        **_change(event),
        **service_fields(event.service),
        calling_device_type=facts.kind(event.calling),
        calling_device_id=number_of(event.calling),
        called_device_type=facts.kind(event.called),
        called_device_id=number_of(event.called),
        last_redirect_device_type=facts.kind(event.last_redirect),
        last_redirect_device_id=number_of(event.last_redirect),
        # fidelity calls.queue-is-no-device: guide CALL_QUEUED_EVENT: The queue has type NONE and no id.
        num_queued=event.queued,
        skill_groups=_queue_groups(event.skill_groups),
    )


def call_dequeued(event: e.CallDequeued, facts: Facts) -> m.CallDequeuedEvent:
    """CALL_DEQUEUED_EVENT."""
    return m.CallDequeuedEvent(
        **_named(event, facts),
        **_change(event),
        **service_fields(event.service),
        num_queued=event.queued,
        skill_groups=_queue_groups(event.skill_groups),
    )


def call_established(event: e.CallEstablished, facts: Facts) -> m.CallEstablishedEvent:
    """CALL_ESTABLISHED_EVENT."""
    return m.CallEstablishedEvent(
        **_named(event, facts),
        **_change(event),
        line_handle=event.line_handle,
        line_type=event.line_type,
        answering_device_type=facts.kind(event.answering),
        answering_device_id=number_of(event.answering),
        calling_device_type=facts.kind(event.calling),
        calling_device_id=number_of(event.calling),
        called_device_type=facts.kind(event.called),
        called_device_id=number_of(event.called),
        last_redirect_device_type=facts.kind(event.last_redirect),
        last_redirect_device_id=number_of(event.last_redirect),
        **service_fields(event.service),
        **group_fields(event.skill_group),
        **_trunk(event.trunk),
    )


def call_held(event: e.CallHeld, facts: Facts) -> m.CallHeldEvent:
    """CALL_HELD_EVENT."""
    return m.CallHeldEvent(
        **_named(event, facts),
        **_change(event),
        holding_device_type=facts.kind(event.holding),
        holding_device_id=number_of(event.holding),
    )


def call_retrieved(event: e.CallRetrieved, facts: Facts) -> m.CallRetrievedEvent:
    """CALL_RETRIEVED_EVENT."""
    return m.CallRetrievedEvent(
        **_named(event, facts),
        **_change(event),
        retrieving_device_type=facts.kind(event.retrieving),
        retrieving_device_id=number_of(event.retrieving),
    )


def call_diverted(event: e.CallDiverted, facts: Facts) -> m.CallDivertedEvent | m.CallConnectionClearedEvent:
    """CALL_DIVERTED_EVENT; as Unified CCE reports it, a connection that is cleared with CEC_REDIRECTED."""
    # fidelity calls.diverted-on-cce: inferred OS: With the events of Unified CCE alone, a diverted
    # call is a connection cleared with CEC_REDIRECTED.
    if facts.is_cce:
        return m.CallConnectionClearedEvent(
            **_named(event, facts),
            local_connection_state=event.local_state,
            event_cause=EventCause.CEC_REDIRECTED,
            releasing_device_type=facts.kind(event.diverting),
            releasing_device_id=number_of(event.diverting),
        )
    return m.CallDivertedEvent(
        **_named(event, facts),
        **_change(event),
        **service_fields(event.service),
        diverting_device_type=facts.kind(event.diverting),
        diverting_device_id=number_of(event.diverting),
        called_device_type=facts.kind(event.called),
        called_device_id=number_of(event.called),
    )


def call_failed(event: e.CallFailed, facts: Facts) -> m.CallFailedEvent:
    """CALL_FAILED_EVENT."""
    return m.CallFailedEvent(
        **_named(event, facts),
        **_change(event),
        failing_device_type=facts.kind(event.failing),
        failing_device_id=number_of(event.failing),
        called_device_type=facts.kind(event.called),
        called_device_id=number_of(event.called),
    )


def call_connection_cleared(event: e.CallConnectionCleared, facts: Facts) -> m.CallConnectionClearedEvent:
    """CALL_CONNECTION_CLEARED_EVENT."""
    return m.CallConnectionClearedEvent(
        **_named(event, facts),
        **_change(event),
        releasing_device_type=facts.kind(event.releasing),
        releasing_device_id=number_of(event.releasing),
    )


def call_cleared(event: e.CallCleared, facts: Facts) -> m.CallClearedEvent:
    """CALL_CLEARED_EVENT."""
    return m.CallClearedEvent(**_named(event, facts), **_change(event))


def call_service_initiated(event: e.CallServiceInitiated, facts: Facts) -> m.CallServiceInitiatedEvent:
    """CALL_SERVICE_INITIATED_EVENT."""
    return m.CallServiceInitiatedEvent(
        **_named(event, facts),
        **_change(event),
        line_handle=event.line_handle,
        line_type=event.line_type,
        calling_device_type=facts.kind(event.calling),
        calling_device_id=number_of(event.calling),
        **service_fields(event.service),
        **group_fields(event.skill_group),
        **on_behalf_of(event.on_behalf_of),
    )


def call_originated(event: e.CallOriginated, facts: Facts) -> m.CallOriginatedEvent:
    """CALL_ORIGINATED_EVENT."""
    return m.CallOriginatedEvent(
        **_named(event, facts),
        **_change(event),
        line_handle=event.line_handle,
        line_type=event.line_type,
        calling_device_type=facts.kind(event.calling),
        calling_device_id=number_of(event.calling),
        called_device_type=facts.kind(event.called),
        called_device_id=number_of(event.called),
        **service_fields(event.service),
        **group_fields(event.skill_group),
    )


def call_reached_network(event: e.CallReachedNetwork, facts: Facts) -> m.CallReachedNetworkEvent:
    """CALL_REACHED_NETWORK_EVENT."""
    return m.CallReachedNetworkEvent(
        **_named(event, facts),
        **_change(event),
        line_handle=event.line_handle,
        line_type=event.line_type,
        trunk_used_device_type=facts.kind(event.trunk_device),
        trunk_used_device_id=number_of(event.trunk_device),
        called_device_type=facts.kind(event.called),
        called_device_id=number_of(event.called),
        **_trunk(event.trunk),
    )


def translation_routed(event: e.TranslationRouted) -> tuple[m.CallTranslationRouteEvent, ...]:
    """CALL_TRANSLATION_ROUTE_EVENT; nothing without a router call key, by which clients recognize the call later."""
    key = event.context.router_call_key
    # fidelity calls.route-has-a-key: ours: A translation route without a router call key is not told, as no call
    # could be recognized by it.
    if key is None:
        return ()
    data = event.context.data
    return (
        m.CallTranslationRouteEvent(
            dnis=event.dnis,
            router_call_key_day=key.day,
            router_call_key_call_id=key.call_id,
            router_call_key_sequence_number=key.sequence_number,
            **call_context.numbers(data),
            **call_context.variables(data),
            **call_context.ecc(data),
        ),
    )
