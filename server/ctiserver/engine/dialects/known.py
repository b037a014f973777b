"""The dialects that the engine has rules of."""

from __future__ import annotations

from typing import Final

from ctiproto.versions import Dialect
from ctiserver.engine.dialects.rules import Rules
from ctiserver.engine.dialects.ucce import UCCE
from ctiserver.engine.dialects.uccx import UCCX

_RULES: Final[dict[Dialect, Rules]] = {rules.dialect: rules for rules in (UCCE, UCCX)}


def rules_of(dialect: Dialect) -> Rules:
    """What a dialect says of sessions."""
    return _RULES[dialect]
