"""What the engine wants done."""

from __future__ import annotations

from ctiserver.engine.effects import HangUp, LogRecord, Send, log_record


def test_effects_are_values() -> None:
    """They can be compared, and bytes stay out of what people read."""
    assert Send(1, b"secret") == Send(1, b"secret")
    assert "secret" not in repr(Send(1, b"secret"))
    assert HangUp(1) == HangUp(1, 0.0)


def test_a_note_keeps_the_order_of_its_fields() -> None:
    """A log record keeps its fields in the given order, so that a line reads well."""
    assert log_record("seen", "warning", b=1, a=2) == LogRecord("seen", (("b", 1), ("a", 2)), "warning")
    assert log_record("seen").level == "info"
