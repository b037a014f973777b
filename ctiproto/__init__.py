"""The CTI Server protocol (GED-188): bytes, messages and sessions, without input, output or a clock."""
