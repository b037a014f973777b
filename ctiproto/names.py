"""Derive the guide's names from those of classes and attributes.

``AgentStateEvent`` is AGENT_STATE_EVENT, and ``mrd_id`` is MRDID.
"""

from __future__ import annotations

import re
from typing import Final

_ACRONYMS: Final = {
    word.lower(): word
    for word in (
        "ACD",
        "ANI",
        "CCT",
        "CCX",
        "COC",
        "CSQ",
        "CTI",
        "DNIS",
        "DTMF",
        "GUID",
        "ICM",
        "ID",
        "MR",
        "MRD",
        "MRDID",
        "PG",
        "RTP",
        "SSO",
        "URI",
    )
}

_IRREGULAR: Final = {
    "ani_ii": "ANI_II",
    "ccai_config_id": "CcaiConfigId",
    "client_address_ipv6": "ClientAddressIPV6",
    "ctios_cil_client_id": "CTIOSCILClientID",
    "flt_ring_no_answer_dn_id": "FltRingNoAnswerDnId",
    "num_mrds": "NumMRDs",
    "ring_no_answer_dn": "RingNoAnswerDN",
    "sending_address_ipv6": "SendingAddressIPV6",
}

_WORD: Final = re.compile(r"[A-Z][a-z0-9]*")


def field_name(attribute: str) -> str:
    """The guide's name of the field that ``attribute`` holds."""
    irregular = _IRREGULAR.get(attribute)
    if irregular is not None:
        return irregular
    return "".join(_ACRONYMS.get(word, word[:1].upper() + word[1:]) for word in attribute.split("_"))


def message_name(class_name: str) -> str:
    """The guide's name of the message that the class of that name declares."""
    return "_".join(_WORD.findall(class_name)).upper()
