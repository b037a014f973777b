"""The numbers of the team messages of Unified CCX.  Guide: Unified CCX, TEAM_CONFIG_EVENT."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, WireMask


class TeamConfigParam(WireEnum):
    """What TEAM_CONFIG_REQ asks for."""

    INITIAL_UPLOAD = 1
    UPDATES_ONLY = 2


class TeamOperation(WireEnum):
    """What TEAM_CONFIG_EVENT says of the team."""

    ADD_TEAM = 1
    REMOVE_TEAM = 2
    CHANGE_TEAM = 3


class TeamRecordType(WireEnum):
    """What TEAM_CONFIG_EVENT says of a member."""

    ADD = 0
    DELETE = 2


class TeamMemberType(WireEnum):
    """What a member of a team is."""

    AGENT = 1
    CSQ = 2


class TeamAgentFlags(WireMask):
    """What an agent is in a team; an ordinary agent has no bit."""

    PRIMARY_SUPERVISOR = 0x1
    TEMPORARY_AGENT = 0x2
    SUPERVISOR = 0x4
