"""Tests of translation: what happens in the switch, in the words of the protocol."""
