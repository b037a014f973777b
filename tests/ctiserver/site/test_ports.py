"""The ports of a site that names none."""

from __future__ import annotations

from ctiserver.site.load import parse_site


def test_the_ports_are_those_of_the_dialect() -> None:
    """12028 of Unified CCX, and another one for a second node on the same machine, unless the file says others."""
    for dialect, ports in (("ucce", (42027, 43027)), ("uccx", (12028, 13028))):
        text = f'dialect = "{dialect}"\n[[peripherals]]\nid = 1\n'
        settings = parse_site(text.encode(), "my.toml").settings
        assert (settings.port_a, settings.port_b) == ports
        settings = parse_site(f"{text}[settings]\nport_a = 7\n".encode(), "my.toml").settings
        assert (settings.port_a, settings.port_b) == (7, ports[1])
