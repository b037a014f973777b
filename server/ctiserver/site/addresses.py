"""Addresses that a site file gives to telephones."""

from __future__ import annotations

from ipaddress import IPv4Address


def is_ip(text: str) -> bool:
    """Whether ``text`` is an IPv4 address in four decimal numbers: clients of most versions know no other kind."""
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return True
