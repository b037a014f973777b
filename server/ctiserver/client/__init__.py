"""A CTI client over trio: sessions with a CTI Server, this one or a real one.

A session, from its opening to its close::

    side = Side.at("127.0.0.1:42027")
    async with open_session([side], open_request(version=25, services=CTIService.SERVICE_ALL_EVENTS)) as session:
        async for received in session:
            print(received.message)

:func:`keep_session` is the same for clients that stay: what uses the session is called again with each new one.
:func:`until_interrupted` ends a block by Ctrl-C, so that the session is closed in an orderly way.
:class:`CentreModel` keeps what messages say of agents and calls; :func:`json_line` writes a message for other programs.

The same sessions are to be had with asyncio (:mod:`ctiserver.client.aio`) and with blocking sockets
(:mod:`ctiserver.client.blocking`).  These three modules are public, with the names in their ``__all__``; all others
here are private.
"""

from ctiserver.client.connect import ClientOptions, Connect, connect_tcp, open_session
from ctiserver.client.core import Received
from ctiserver.client.endpoints import Attempt, Side, attempts
from ctiserver.client.errors import (
    AnswerTimedOut,
    BadAddress,
    ClientError,
    NotConnected,
    RequestRefused,
    SessionLost,
    SessionRefused,
)
from ctiserver.client.interruption import until_interrupted
from ctiserver.client.message_text import json_line
from ctiserver.client.model import CentreModel
from ctiserver.client.open_request import open_request
from ctiserver.client.reconnect import keep_session
from ctiserver.client.session import Session

__all__ = [
    "AnswerTimedOut",
    "Attempt",
    "BadAddress",
    "CentreModel",
    "ClientError",
    "ClientOptions",
    "Connect",
    "NotConnected",
    "Received",
    "RequestRefused",
    "Session",
    "SessionLost",
    "SessionRefused",
    "Side",
    "attempts",
    "connect_tcp",
    "json_line",
    "keep_session",
    "open_request",
    "open_session",
    "until_interrupted",
]
