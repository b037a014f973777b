"""Captures of TCP connections, written packet by packet, as pcapng files."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import dpkt  # type: ignore[import-untyped] # it ships no types

if TYPE_CHECKING:
    from pathlib import Path

CLIENT: Final = bytes((192, 0, 2, 1))
SERVER: Final = bytes((192, 0, 2, 2))

_SECTION: Final = 0x0A0D0D0A
_INTERFACE: Final = 1
_PACKET: Final = 6
_ETHERNET: Final = 1


class Connection:
    """One TCP connection of a capture.

    Args:
        capture: what its packets are written to.
        client_port: the client's port.
        server_port: the server's.
    """

    def __init__(self, capture: Capture, client_port: int, server_port: int) -> None:
        self._capture = capture
        self._ports = {True: client_port, False: server_port}
        self._sent = {True: 1, False: 1}

    def opens(self, first: int = 1) -> int:
        """The first packet of a connection; its number in the capture.

        Args:
            first: the sequence number of the first byte of either side.
        """
        self._sent = {True: first, False: first}
        return self._packet(b"", dpkt.tcp.TH_SYN, client=True, sequence=first - 1)

    def client(self, data: bytes) -> int:
        """A packet with data from the client; its number in the capture."""
        return self._packet(data, dpkt.tcp.TH_ACK | dpkt.tcp.TH_PUSH, client=True)

    def server(self, data: bytes) -> int:
        """A packet with data from the server; its number in the capture."""
        return self._packet(data, dpkt.tcp.TH_ACK | dpkt.tcp.TH_PUSH, client=False)

    def _packet(self, data: bytes, flags: int, *, client: bool, sequence: int | None = None) -> int:
        tcp = dpkt.tcp.TCP(
            sport=self._ports[client],
            dport=self._ports[not client],
            seq=self._sent[client] if sequence is None else sequence,
            ack=self._sent[not client],
            flags=flags,
            data=data,
        )
        self._sent[client] += len(data)
        hosts = (CLIENT, SERVER) if client else (SERVER, CLIENT)
        ip = dpkt.ip.IP(src=hosts[0], dst=hosts[1], p=dpkt.ip.IP_PROTO_TCP, data=tcp)
        ip.len = len(ip)
        return self._capture.packet(bytes(dpkt.ethernet.Ethernet(type=dpkt.ethernet.ETH_TYPE_IP, data=ip)))


class Capture:
    """A capture that is being written.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 1_700_000_000.0
        self.count = 0
        self.snap: int | None = None
        """Bytes of each packet that are captured; ``None``: all."""
        self._file = path.open("wb")
        self._block(_SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
        self._block(_INTERFACE, struct.pack("<HHI", _ETHERNET, 0, 0))

    def connection(self, client_port: int, server_port: int = 42_027) -> Connection:
        """Another connection."""
        return Connection(self, client_port, server_port)

    def packet(self, data: bytes) -> int:
        """Write an Ethernet packet; its number."""
        self.count += 1
        kept = data[: self.snap]
        micros = round(self.now * 1_000_000)
        self._block(_PACKET, struct.pack("<IIIII", 0, micros >> 32, micros & 0xFFFFFFFF, len(kept), len(data)) + kept)
        return self.count

    def close(self) -> None:
        """Nothing comes any more."""
        self._file.close()

    def _block(self, kind: int, body: bytes) -> None:
        padded = body + bytes(-len(body) % 4)
        size = struct.pack("<I", len(padded) + 12)
        self._file.write(struct.pack("<I", kind) + size + padded + size)
