"""Answer admin queries from the CTI Server and the contact centre behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ctiproto.constants import AgentState, StatusCode
from ctiproto.constants.limits import NULL_SERVICE
from ctiserver.admin import queries, results
from ctiserver.admin.errors import DeniedError, unknown
from ctiserver.admin.fields import Query
from ctiserver.admin.limits import limits_now
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.switch.views import CallView
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Alarm
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.translate.statistics import agent_figures, group_figures
from ctiserver.site.model import Agent, Service, Site, SkillGroup

_STATES: Final = {"warning": "warning", "error": "error"}


def answer(asked: Query, duplex: Duplex, now: float) -> Any:
    """Answer a query.  The caller has ticked ``duplex`` up to ``now``.

    Raises:
        DeniedError: it names what is not there.
    """
    return _ANSWERS[type(asked)](asked, duplex, now)


# --- what commands and queries name ----------------------------------------------------------------------------------


def peripheral(site: Site, number: int | None) -> int:
    """The number of an existing peripheral: the given one, or that of the first of the site.

    Raises:
        DeniedError: there is no such peripheral (status 7).
    """
    if number is None:
        return site.main_peripheral.id
    if number not in site.peripherals_by_id:
        known = ", ".join(str(each.id) for each in site.peripherals)
        raise unknown(StatusCode.INVALID_PERIPHERAL_ID, f"there is no peripheral {number}", known)
    return number


def agent(site: Site, agent_id: str, peripheral_id: int | None) -> Agent:
    """The agent of that login id.

    Raises:
        DeniedError: there is no such peripheral (status 7), or no agent of that id there (8).
    """
    where = peripheral(site, peripheral_id)
    found = site.agents_by_id.get((where, agent_id))
    if found is None:
        raise _no_agent(f"there is no agent {agent_id}", where)
    return found


def _no_agent(text: str, where: int | None) -> DeniedError:
    text += "" if where is None else f" at peripheral {where}"
    return unknown(StatusCode.INVALID_AGENT_DATA, text, "the login id of an agent of the site")


def station(duplex: Duplex, of: Agent) -> str:
    """The extension of the station at which an agent is signed in, or else of the agent's own."""
    return duplex.centre.switch.agent(*of.key).extension


def _peripherals(site: Site, number: int | None) -> Iterable[int]:
    """The number of one peripheral, or of all."""
    return site.peripherals_by_id if number is None else (peripheral(site, number),)


# --- the server -------------------------------------------------------------------------------------------------------


def system(duplex: Duplex, now: float) -> results.SystemNow:
    """The state of the server; the caller adds its sides, as only the rim knows where they listen."""
    centre, site = duplex.centre, duplex.centre.site
    states = (centre.switch.agent(*each.key).state for each in site.agents)
    return results.SystemNow(
        site=site.name,
        seed=centre.seed,
        time=now,
        pg_status=[name.removeprefix("PGS_") for name in duplex.telling_side.engine.telling.status.guide_names],
        controller=centre.switch.has_controller,
        gateway=duplex.telling_side.engine.telling.pg_link.is_reached,
        peripherals=[
            results.PeripheralNow(peripheral=each.id, name=each.name, online=centre.switch.is_online(each.id))
            for each in site.peripherals
        ],
        sides=[],
        sessions=sum(len(side.engine.registry) for side in duplex.sides.values()),
        agents=sum(state is not AgentState.LOGOUT for state in states),
        calls=sum(len(centre.switch.calls(each)) for each in site.peripherals_by_id),
    )


def _status(_asked: queries.Status, duplex: Duplex, now: float) -> results.SystemNow:
    return system(duplex, now)


def _sessions(_asked: queries.Sessions, duplex: Duplex, _now: float) -> results.Sessions:
    found = ((name, session) for name, side in duplex.sides.items() for session in side.engine.registry)
    return results.Sessions(sessions=[_session(name, session) for name, session in found])


def _session(side: str, session: Session) -> results.SessionNow:
    return results.SessionNow(
        side=side,
        session=session.id,
        client=session.client_id,
        signature=session.signature,
        address=str(session.address),
        version=session.version,
        standby=session.is_standby,
        services=[name.removeprefix("CTI_SERVICE_") for name in session.services.guide_names],
        device=None if session.device is None else session.device.number,
        agent=session.named.agent_id,
    )


def _limits(_asked: queries.Limits, duplex: Duplex, now: float) -> results.Limits:
    return results.Limits(limits=limits_now(duplex, now))


def _alarms(_asked: queries.Alarms, duplex: Duplex, _now: float) -> results.Alarms:
    raised = (each for side in duplex.sides.values() for each in side.engine.out.alarms)
    return results.Alarms(alarms=[_alarm(each) for each in sorted(raised, key=lambda each: each.at)])


def _alarm(alarm: Alarm) -> results.AlarmNow:
    return results.AlarmNow(
        at=alarm.at,
        alarm=alarm.event,
        state=_STATES.get(alarm.level, "normal"),
        object=alarm.object_name,
        details={name: str(value) for name, value in alarm.fields},
    )


# --- agents and their groups ------------------------------------------------------------------------------------------


def _agents(asked: queries.Agents, duplex: Duplex, _now: float) -> results.Agents:
    site = duplex.centre.site
    where = set(_peripherals(site, asked.peripheral))
    wanted = [each for each in site.agents if each.peripheral_id in where and asked.agent in (None, each.id)]
    if asked.agent is not None and not wanted:
        raise _no_agent(f"there is no agent {asked.agent}", asked.peripheral)
    return results.Agents(agents=[agent_now(duplex, each) for each in wanted])


def agent_now(duplex: Duplex, of: Agent) -> results.AgentNow:
    """The present state and calls of an agent."""
    centre = duplex.centre
    seen, team = centre.switch.agent(*of.key), centre.site.team_by_member.get(of.key)
    reason = centre.site.reason_codes_by_code.get(seen.reason_code)
    signed_in = seen.state is not AgentState.LOGOUT
    parts = centre.switch.connections_at(of.peripheral_id, seen.extension) if signed_in else ()
    return results.AgentNow(
        agent=of.id,
        peripheral=of.peripheral_id,
        name=f"{of.first_name} {of.last_name}",
        state=seen.state.name,
        reason=seen.reason_code,
        reason_label="" if reason is None else reason.label,
        seconds=seen.state_duration,
        device=seen.extension if signed_in else None,
        skill_groups=[each.skill_group.number for each in seen.groups],
        team=None if team is None else team.id,
        calls=[results.PartNow(call=part.id.call_id, state=part.state.name) for part in parts],
    )


def _skill_groups(_asked: queries.SkillGroups, duplex: Duplex, _now: float) -> results.SkillGroups:
    site, switch = duplex.centre.site, duplex.centre.switch
    states: dict[tuple[int, int], Counter[str]] = {key: Counter() for key in site.skill_groups_by_number}
    for each in site.agents:
        seen = switch.agent(*each.key)
        if seen.state is not AgentState.LOGOUT:
            for group in seen.groups:
                states[each.peripheral_id, group.skill_group.number][group.state.name] += 1
    return results.SkillGroups(skill_groups=[_group(site, key, group, states[key]) for key, group in _groups(site)])


def _groups(site: Site) -> Iterable[tuple[tuple[int, int], SkillGroup]]:
    return site.skill_groups_by_number.items()


def _group(site: Site, key: tuple[int, int], group: SkillGroup, states: Counter[str]) -> results.SkillGroupNow:
    return results.SkillGroupNow(
        skill_group=group.number,
        id=group.id,
        peripheral=group.peripheral_id,
        name=group.name,
        agents=len(site.agents_by_skill_group[key]),
        states=dict(sorted(states.items())),
    )


def _reason_codes(_asked: queries.ReasonCodes, duplex: Duplex, _now: float) -> results.ReasonCodes:
    listed = duplex.centre.site.reason_codes
    return results.ReasonCodes(
        reason_codes=[results.ReasonCode(code=each.code, label=each.label, state=each.state) for each in listed]
    )


def _wrapup_codes(_asked: queries.WrapupCodes, duplex: Duplex, _now: float) -> results.WrapupCodes:
    listed = duplex.centre.site.wrapup_codes
    return results.WrapupCodes(wrapup_codes=[results.WrapupCode(code=each.code, label=each.label) for each in listed])


# --- calls ------------------------------------------------------------------------------------------------------------


def _calls(asked: queries.Calls, duplex: Duplex, now: float) -> results.Calls:
    switch, site = duplex.centre.switch, duplex.centre.site
    found = [switch.call(each, call) for each in _peripherals(site, asked.peripheral) for call in switch.calls(each)]
    wanted = found
    if asked.call is not None:
        wanted = [call for call in found if call.id == switch.present_leg(call.peripheral_id, asked.call)]
    if asked.call is not None and not wanted:
        text = f"there is no call {asked.call}"
        raise unknown(StatusCode.INVALID_CALLID, text, "the number of a call that is there")
    return results.Calls(calls=[_call(call, now) for call in wanted])


def _call(call: CallView, now: float) -> results.CallNow:
    return results.CallNow(
        call=call.id,
        peripheral=call.peripheral_id,
        type=call.context.call_type.name.removeprefix("CALLTYPE_"),
        seconds=int(now - call.began_at),
        calling=call.calling.id,
        called=call.called.id,
        service=None if call.service.number == NULL_SERVICE else call.service.number,
        waits=None if call.waits_since is None else int(now - call.waits_since),
        parties=[
            results.PartyNow(
                connection=party.id.device_id,
                device=party.device.id,
                state=party.state.name,
                agent=party.agent_id or None,
            )
            for party in call.connections
        ],
        variables=_variables(call.context.data),
    )


def _variables(data: CallData) -> dict[str, str]:
    numbered = {str(number): value for number, value in enumerate(data.call_variables, 1) if value}
    named = {each.name: each.value for each in data.named_variables}
    return numbered | named | {f"{each.name}[{each.index}]": each.value for each in data.named_arrays}


def call_left(duplex: Duplex, peripheral_id: int, call_id: int) -> results.CallLeft:
    """What is left of a call after a command about it."""
    switch = duplex.centre.switch
    lives = call_id in switch.calls(peripheral_id) and bool(switch.call(peripheral_id, call_id).connections)
    return results.CallLeft(call=call_id, peripheral=peripheral_id, lives=lives)


def _queues(_asked: queries.Queues, duplex: Duplex, now: float) -> results.Queues:
    switch, site = duplex.centre.switch, duplex.centre.site
    waiting: dict[tuple[int, int], list[float]] = {key: [] for key in site.services_by_number}
    for peripheral_id in site.peripherals_by_id:
        for call_id in switch.calls(peripheral_id):
            call = switch.call(peripheral_id, call_id)
            if call.waits_since is not None:
                waiting[peripheral_id, call.service.number].append(call.waits_since)
    services = site.services_by_number.items()
    return results.Queues(queues=[_queue(service, waiting[key], now) for key, service in services])


def _queue(service: Service, since: list[float], now: float) -> results.QueueNow:
    return results.QueueNow(
        service=service.number,
        id=service.id,
        peripheral=service.peripheral_id,
        name=service.name,
        waiting=len(since),
        longest_wait=int(now - min(since, default=now)),
    )


# --- statistics -------------------------------------------------------------------------------------------------------


def _agent_statistics(asked: queries.AgentStatistics, duplex: Duplex, now: float) -> results.Figures:
    of = agent(duplex.centre.site, asked.agent, asked.peripheral)
    try:
        figures = agent_figures(duplex.centre.statistics, of.peripheral_id, of.id, now)
    except KeyError:
        text = f"agent {of.id} has not signed in yet"
        raise unknown(StatusCode.AGENT_NOT_LOGGED_ON, text, "an agent who has worked") from None
    return results.Figures(peripheral=of.peripheral_id, name=of.id, figures=figures)


def _group_statistics(asked: queries.SkillGroupStatistics, duplex: Duplex, now: float) -> results.Figures:
    site = duplex.centre.site
    where = peripheral(site, asked.peripheral)
    group = site.skill_groups_by_number.get((where, asked.skill_group))
    if group is None:
        text = f"there is no skill group {asked.skill_group} at peripheral {where}"
        raise unknown(StatusCode.INVALID_SKILL_GROUP, text, "the number of a skill group of the site")
    is_cce = site.settings.acd_profile == "cce"
    figures = group_figures(duplex.centre.statistics, group, now, is_cce=is_cce)
    return results.Figures(peripheral=where, name=str(group.number), figures=figures)


_ANSWERS: Final[Mapping[type[Query], Callable[[Any, Duplex, float], Any]]] = {
    queries.Status: _status,
    queries.Sessions: _sessions,
    queries.Agents: _agents,
    queries.Calls: _calls,
    queries.Queues: _queues,
    queries.SkillGroups: _skill_groups,
    queries.ReasonCodes: _reason_codes,
    queries.WrapupCodes: _wrapup_codes,
    queries.Alarms: _alarms,
    queries.Limits: _limits,
    queries.AgentStatistics: _agent_statistics,
    queries.SkillGroupStatistics: _group_statistics,
}
