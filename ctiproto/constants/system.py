"""System events, client reports, user messages, server applications.  Guide: Constants and Status Codes."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, WireMask


class SystemEventID(WireEnum, prefix="SYS_"):
    """System Event ID."""

    CENTRAL_CONTROLLER_ONLINE = 1  # PG reaches central controller again
    CENTRAL_CONTROLLER_OFFLINE = 2  # PG lost central controller
    PERIPHERAL_ONLINE = 3  # peripheral came up; Arg1=PeripheralID
    PERIPHERAL_OFFLINE = 4  # peripheral went down; Arg1=PeripheralID
    TEXT_FYI = 5  # informational text broadcast
    PERIPHERAL_GATEWAY_OFFLINE = 6  # server lost the peripheral gateway
    CTI_SERVER_OFFLINE = 7  # local layer lost CTI Server
    CTI_SERVER_ONLINE = 8  # local layer reaches CTI Server again
    HALF_HOUR_CHANGE = 9  # controller clock entered new half hour
    INSTRUMENT_OUT_OF_SERVICE = 10  # agent device removed; Arg1=PeripheralID, text=instrument
    DEVICE_OUT_OF_SERVICE = 10
    INSTRUMENT_BACK_IN_SERVICE = 11  # agent device returned; Arg1=PeripheralID, text=instrument
    DEVICE_IN_SERVICE = 11


class PGStatusCode(WireMask, prefix="PGS_"):
    """PG Status Code."""

    OPC_DOWN = 0x00000001  # server lost OPC; no events flow
    CC_DOWN = 0x00000002  # PG lost central controller
    PERIPHERAL_OFFLINE = 0x00000004  # some peripheral is offline
    CTI_SERVER_OFFLINE = 0x00000008  # client-side layer lost CTI Server
    LIMITED_FUNCTION = 0x00000010  # client-side layer offers limited control


class ClientEventState(WireEnum, prefix="CLIENT_EVENT_"):
    """Client Event State."""

    NORMAL = 0  # green
    WARNING = 1  # yellow
    ERROR = 2  # red


class Distribution(WireEnum, prefix="DISTRIBUTE_TO_"):
    """Distribution."""

    CLIENT = 0  # one named client
    SUPERVISOR = 1  # agent's team supervisor
    TEAM = 2  # all clients of the team
    ALL = 3  # every connected client


class ServerMode(WireEnum, prefix="SERVER_MODE_"):
    """Server Mode."""

    EXCLUSIVE = 0  # single server
    ROUND_ROBIN = 1  # servers take turns
    PARALLEL = 2  # all servers at once
