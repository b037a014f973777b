"""Applies a changed site to the sessions: ends associations and monitors, and tells clients of the changes.

Guide: Configuration Acquisition Messages; Supervisor Service, "AGENT_TEAM_CONFIG_EVENT"; "REGISTER_VARIABLES_REQ".
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ctiproto import messages as m
from ctiproto.constants import ConfigEndStatus, ConfigType, StatusCode
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.centre.switch.events import AgentStateChanged, SiteReconfigured
from ctiserver.centre.switch.identifiers import NO_DEVICE, Device
from ctiserver.centre.switch.switch import Switch
from ctiserver.engine.services.checks.entries import entry
from ctiserver.engine.services.context import Outgoing
from ctiserver.engine.sessions.audience import wants
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.translate.configuration import Item
from ctiserver.engine.translate.team_configuration import ToldTeam, team_configuration, told_team
from ctiserver.engine.translate.teams import team_changes
from ctiserver.engine.translate.updates import changed_records, narrowed
from ctiserver.engine.translate.upload import Upload, keys_of
from ctiserver.site.model import Site, Team


@attrs.frozen
class Reconfiguration:
    """Applies a change of the site to the sessions.

    Args:
        event: the site before and after.
        registry: the open sessions.
        switch: the switch, which has the new site already.
        upload: the configuration of the new site.
    """

    event: SiteReconfigured
    registry: Registry
    switch: Switch
    upload: Upload

    def apply(self) -> list[Outgoing]:
        """Change the sessions and their monitors.

        Returns:
            The messages that tell the clients, in order: configuration records, teams, variables that are gone.
        """
        self._leave_stations()
        return [*self._updates(), *self._change_teams(), *self._configure_teams(), *self._drop_variables()]

    # --- devices that are gone ---------------------------------------------------------------------------------------

    def _leave_stations(self) -> None:
        """Let sessions leave stations that are gone, and end monitors of devices that are gone."""
        for session in self.registry:
            if session.device is not None and self._station(*session.device) is None:
                self.registry.unbind(session)
        for monitor, device in self.registry.monitors.on_devices():
            if not self._is_there(monitor.target[0], device):
                self.registry.monitors.stop(monitor)

    def _is_there(self, peripheral_id: int, device: Device) -> bool:
        through = entry(self.event.after, peripheral_id, device.kind, device.id)
        return self._station(peripheral_id, device.id) == device if through is None else through != NO_DEVICE

    def _station(self, peripheral_id: int, name: str) -> Device | None:
        try:
            return self.switch.station(peripheral_id, name)
        except KeyError:
            return None

    # --- configuration -----------------------------------------------------------------------------------------------

    # fidelity configuration.updates: guide Configuration Acquisition Messages: Each session that asked for changes is
    # told those of the kinds in its mask, as one block.
    def _updates(self) -> Iterator[Outgoing]:
        """A block of messages for each kind of record that has changes, to the sessions that want that kind."""
        listening = [session for session in self.registry if session.wants_config]
        if not listening:
            return
        sites = narrowed(self.event.before, self.event.after)
        for item in self.upload.items:
            told: dict[tuple[Profile, int | None], list[Session]] = {}
            for session in listening:
                if session.config_mask & item.bit:
                    told.setdefault((session.profile, session.config_peripheral_id), []).append(session)
            for (profile, wanted), sessions in told.items():
                for message in self._block(item, sites, profile, wanted):
                    yield Outgoing(message, tuple(sessions))

    def _block(self, item: Item, sites: tuple[Site, Site], profile: Profile, wanted: int | None) -> Iterator[Message]:
        records = changed_records(item, *sites, wanted, profile)
        if records:
            keys = keys_of(self.upload, (item,), wanted, profile.dialect)
            yield m.ConfigBeginEvent(config_type=ConfigType.UNSOLICITED, config_information=item.bit, **keys)
            yield from (message for message, _ in self.upload.pages(item, records, profile))
            yield m.ConfigEndEvent(config_end_status=ConfigEndStatus.SUCCESS)

    # --- teams -------------------------------------------------------------------------------------------------------

    # fidelity teams.changes: guide AGENT_TEAM_CONFIG_EVENT: Changes of a team are told to the sessions that supervise
    # it: first who is removed, then who is added.
    def _change_teams(self) -> list[Outgoing]:
        """Give each session the teams that it supervises now, and its team monitors their members.

        Returns:
            The messages that tell each session what is different about its teams.
        """
        before, after = self.event.before, self.event.after
        had = {session: session.teams for session in self.registry}
        for session in had:
            session.teams = session.supervised(after)
        self._change_team_monitors(had)
        outgoing: list[Outgoing] = []
        for team_id in dict.fromkeys((*before.teams_by_id, *after.teams_by_id)):
            for session, teams in had.items():
                was, now = _team(before, team_id, teams), _team(after, team_id, session.teams)
                changes = self._changes(was, now) if was != now else ()
                outgoing += [Outgoing(message, (session,)) for message in changes if wants(session, message)]
        return outgoing

    # fidelity uccx.team-changes: guide Unified CCX, "Share Agent Team Configuration Data"; ours: Changes of teams are
    # told to the sessions that sent TEAM_CONFIG_REQ, and teams that a session has come to see, or sees no more.
    def _configure_teams(self) -> Iterator[Outgoing]:
        """TEAM_CONFIG_EVENT for the sessions that asked for it."""
        before, after = self.event.before, self.event.after
        for session in self.registry:
            if session.wants_teams:
                had, has = session.supervised(before), session.supervised(after)
                for team_id in dict.fromkeys((*before.teams_by_id, *after.teams_by_id)):
                    was, now = _told(before, team_id, had), _told(after, team_id, has)
                    for message in team_configuration(was, now):
                        yield Outgoing(message, (session,))

    def _changes(self, was: Team | None, now: Team | None) -> Iterator[Message]:
        if was is not None and now is not None and was.peripheral_id != now.peripheral_id:
            yield from team_changes(was, None, self._agent)
            was = None
        yield from team_changes(was, now, self._agent)

    def _agent(self, peripheral_id: int, agent_id: str) -> AgentStateChanged | None:
        try:
            return self.switch.agent(peripheral_id, agent_id)
        except KeyError:
            return None

    def _change_team_monitors(self, had: dict[Session, frozenset[int]]) -> None:
        """Give team monitors the present members; end those of teams that are gone, or no longer the session's."""
        for session, teams in had.items():
            for monitor in self.registry.team_monitors(session):
                team = self.event.after.teams_by_id.get(monitor.team.id)
                if team is None or team.id in teams - session.teams:
                    self.registry.stop_team_monitor(monitor)
                else:
                    self.registry.change_team(monitor, team)

    # --- variables ---------------------------------------------------------------------------------------------------

    # fidelity variables.removed: guide E_CTI_NAMED_VARIABLE_NOT_CONFIGURED; ours: Who registered a named variable
    # that is removed is told by FAILURE_EVENT 67, of an array by 68.
    def _drop_variables(self) -> list[Outgoing]:
        """Take variables that are not configured any more out of what sessions have registered.

        Returns:
            FAILURE_EVENT for each session that loses some; it hears of the others as before.
        """
        outgoing: list[Outgoing] = []
        site = self.event.after
        scalars = frozenset(variable.name for variable in site.ecc_variables)
        arrays = frozenset(array.name for array in site.ecc_arrays)
        for session in self.registry:
            wanted = session.variable_filter
            if wanted is None:
                continue
            left = attrs.evolve(
                wanted,
                named_variables=wanted.named_variables & scalars,
                named_arrays=wanted.named_arrays & arrays,
            )
            self.registry.register_variables(session, left)
            if wanted.named_variables - scalars:
                outgoing.append(Outgoing(m.FailureEvent(status=StatusCode.NAMED_VARIABLE_NOT_CONFIGURED), (session,)))
            if wanted.named_arrays - arrays:
                outgoing.append(Outgoing(m.FailureEvent(status=StatusCode.NAMED_ARRAY_NOT_CONFIGURED), (session,)))
        return outgoing


def _team(site: Site, team_id: int, supervised: frozenset[int]) -> Team | None:
    return site.teams_by_id.get(team_id) if team_id in supervised else None


def _told(site: Site, team_id: int, supervised: frozenset[int]) -> ToldTeam | None:
    team = _team(site, team_id, supervised)
    return None if team is None else told_team(site, team)
