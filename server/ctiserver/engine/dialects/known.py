"""The dialects that the engine has rules of."""

from __future__ import annotations

from typing import Final

import attrs

from ctiproto.versions import Dialect
from ctiserver.engine.dialects.rules import Rules
from ctiserver.engine.dialects.ucce import UCCE

_RULES: Final[dict[Dialect, Rules]] = {
    rules.dialect: rules
    for rules in (UCCE, attrs.evolve(UCCE, dialect=Dialect.UCCX, flaw_of_fixed_part=lambda _: None))
}


def rules_of(dialect: Dialect) -> Rules:
    """What a dialect says of sessions."""
    return _RULES[dialect]
