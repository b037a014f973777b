"""What others may import: the modules that are public, and exactly their names."""

from __future__ import annotations

from typing import Final

_FACE: Final = "ClientOptions Received Session Side keep_session open_request open_session"

PUBLIC: Final = {
    "ctiproto": """
        Arrived BadFormat BadLength CTIError Codec Confirmation Connection Decoded Dialect Dropped Event ExtraField
        FIRST_VERSION Fault Finding Framer LAST_VERSION LocalProtocolError Message MessageClass MonitoredEvent
        NamedArray NamedVariable Opaque Profile Received RemoteProtocolError Request Response Role State UnknownMessage
        VERSIONS codec constants decoded_json from_json messages to_json
    """,
    "ctiserver": "Options RunningServer Site SiteError load_demo load_site parse_site serve serving",
    "ctiserver.client": f"""
        {_FACE} AnswerTimedOut Attempt BadAddress CentreModel ClientError Connect NotConnected RequestRefused
        SessionLost SessionRefused attempts connect_tcp json_line until_interrupted
    """,
    "ctiserver.client.aio": _FACE,
    "ctiserver.client.blocking": _FACE,
    "ctiserver.tapes": "Begin End Entry Flaw Frame Header Lost Stray Tape TapeError TapeWriter read_tape",
}
"""Names by module.  ``ctiproto.messages`` and ``ctiproto.constants`` are public as a whole, with ``limits``."""

WHOLE: Final = ("ctiproto.messages", "ctiproto.constants", "ctiproto.constants.limits")
"""Public modules whose names are those of the guide."""
