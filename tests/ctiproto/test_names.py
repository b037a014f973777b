"""The guide's names follow from ours."""

from __future__ import annotations

import pytest

from ctiproto.names import field_name, message_name


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        ("peripheral_id", "PeripheralID"),
        ("mrd_id", "MRDID"),
        ("pg_status", "PGStatus"),
        ("ani_ii", "ANI_II"),
        ("ctios_cil_client_id", "CTIOSCILClientID"),
        ("call_variable10", "CallVariable10"),
    ],
)
def test_a_field_name_follows_from_the_attribute(attribute: str, name: str) -> None:
    """Words begin with a capital, acronyms are capitals, and the guide's irregular names are known."""
    assert field_name(attribute) == name


@pytest.mark.parametrize(
    ("cls", "name"),
    [("OpenReq", "OPEN_REQ"), ("SendDtmfSignalReq", "SEND_DTMF_SIGNAL_REQ"), ("RtpStartedEvent", "RTP_STARTED_EVENT")],
)
def test_a_message_name_follows_from_the_class(cls: str, name: str) -> None:
    """Each word of the class name is one of the guide's."""
    assert message_name(cls) == name
