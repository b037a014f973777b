"""The load of the benches where no compiler is: the orders of ``load.c``, at a tenth of its speed.

What it measures says less, since it takes longer to read than a server takes to send; the benches note its use.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Any, Final

PATIENCE: Final = 30.0
PROBE_PAUSE: Final = 0.001
BATCH: Final = 64
MOST_TRIES: Final = 20
PER_ADDRESS: Final = 10_000

_HEADER: Final = struct.Struct(">II")

Answer = dict[str, Any]


class Client:
    """One connection.

    Args:
        number: how many came before it.
        port: of the server.
        open: what it says first.
        asks: what it asks, in turn.
    """

    def __init__(self, number: int, port: int, open: bytes, asks: tuple[bytes, ...] = ()) -> None:  # noqa: A002
        self.begun = time.perf_counter()
        self.socket = socket.socket()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.bind((f"127.0.0.{1 + number // PER_ADDRESS}", 0))
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(open)
        self.socket.setblocking(False)
        self.is_open = not open
        self.is_waiting = False
        self.received = 0
        self.typed = 0
        self.rest = b""
        self._asks = asks
        self._turn = 0

    def ask(self) -> None:
        """Ask the next thing."""
        self.begun = time.perf_counter()
        self.is_waiting = True
        self.socket.sendall(self._asks[self._turn])
        self._turn = (self._turn + 1) % len(self._asks)


class Load:
    """All clients of one server.

    Args:
        port: of the server.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._poll = select.epoll()
        self._clients: dict[int, Client] = {}
        self._sinks: list[Client] = []
        self._talkers: list[Client] = []
        self._probe: Client | None = None
        self._probed: list[float] = []
        self._taken: list[float] = []
        self._event = self._received = self._frames = self._type = self._opened = 0
        self._replied: Callable[[Client], None] | None = None
        self._counts_frames = False

    def sinks(self, count: int, window: int, opening: bytes) -> Answer:
        """Connect clients that listen."""
        begun, cpu = time.perf_counter(), time.process_time()
        before, self._opened, self._taken = len(self._sinks), 0, []
        while self._opened < count:
            while len(self._sinks) - before < count and len(self._sinks) - before - self._opened < window:
                self._sinks.append(self._connect(len(self._sinks), opening))
            self._pass(0.1)
            _check(begun, f"only {self._opened} of {count} were opened")
        return _measured(begun, cpu, count) | _times("answers", self._taken)

    def talker(self, opening: bytes, *asks: bytes) -> Answer:
        """Connect one that asks."""
        self._talkers.append(self._open_one(opening, asks))
        return {"units": 1}

    def probe(self, opening: bytes, ask: bytes) -> Answer:
        """Connect the one whose answers are timed."""
        self._probe = self._open_one(opening, (ask,))
        return {"units": 1}

    def quiet(self, milliseconds: float) -> Answer:
        """Read until nothing comes."""
        begun = last = time.perf_counter()
        while time.perf_counter() - last < milliseconds / 1000:
            if self._pass(milliseconds / 1000):
                last = time.perf_counter()
        return {"seconds": last - begun}

    def learn(self) -> Answer:
        """How many bytes an event has."""
        # What was caused when the clients came may still be on its way: then sizes differ, and it is tried again.
        for number in range(MOST_TRIES):
            self.quiet(1000 if number else 300)
            sizes = self._one_event() | self._one_event()
            if len(sizes) == 1:
                (self._event,) = sizes
                return {"event": self._event}
        raise ValueError("not all sinks get the same")

    def _one_event(self) -> set[int]:
        """How many bytes the sinks get of an event."""
        begun = time.perf_counter()
        for sink in self._sinks:
            sink.received = 0
        self._talkers[0].ask()
        while not all(sink.received for sink in self._sinks):
            self._pass(0.1)
            _check(begun, "not every sink got an event")
        self.quiet(100)
        return {sink.received for sink in self._sinks}

    def burst(self, size: int, seconds: float, _nap: float) -> Answer:
        """Some talkers ask, then all sinks get all events, again and again."""
        begun, cpu, bursts, self._probed = time.perf_counter(), time.process_time(), 0, []
        wanted = size * len(self._sinks) * self._event
        if size > len(self._talkers) or not wanted:
            raise ValueError(f"{len(self._talkers)} talkers and events of {self._event} bytes for a burst of {size}")
        while time.perf_counter() - begun < seconds:
            self._received, started = 0, time.perf_counter()
            for talker in self._talkers[:size]:
                talker.ask()
            while self._received < wanted:
                self._pass(0.01, probing=True)
                _check(started, f"{self._received} of {wanted} bytes came")
            bursts += 1
        answer = _measured(begun, cpu, bursts * size * len(self._sinks)) | {"bursts": bursts}
        while self._probe is not None and self._probe.is_waiting:  # it may be the answer that took longest
            self._pass(0.01)
            _check(self._probe.begun, "the probe was not answered")
        return answer | _times("probe", self._probed)

    def ask(self, seconds: float) -> Answer:
        """All talkers ask, and ask again when they are answered."""
        begun, cpu, self._taken = time.perf_counter(), time.process_time(), []
        until = begun + seconds

        def replied(client: Client) -> None:
            self._taken.append(time.perf_counter() - client.begun)
            client.is_waiting = False
            if time.perf_counter() < until:
                client.ask()

        self._replied, self._counts_frames = replied, True
        for talker in self._talkers:
            talker.ask()
        while any(talker.is_waiting for talker in self._talkers) or time.perf_counter() < until:
            self._pass(0.01)
            _check(until, "not all requests were answered")
        self._replied, self._counts_frames = None, False
        return _measured(begun, cpu, len(self._taken)) | _times("answers", self._taken)

    def listen(self, seconds: float, kind: int) -> Answer:
        """Count the frames that come."""
        begun, cpu, self._probed = time.perf_counter(), time.process_time(), []
        self._frames = self._received = self._sinks[0].typed = 0
        self._type, self._counts_frames = kind, True
        while time.perf_counter() - begun < seconds:
            self._pass(0.001, probing=True)
        self._counts_frames = False
        if self._probe is not None and self._probe.is_waiting:  # a server that is behind may never answer
            self._probed.append(time.perf_counter() - self._probe.begun)
        found = {"bytes": self._received, "typed": self._sinks[0].typed}
        return _measured(begun, cpu, self._frames) | found | _times("probe", self._probed)

    def drop(self) -> Answer:
        """Hang up on all sinks."""
        for sink in self._sinks:
            sink.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            del self._clients[sink.socket.fileno()]
            sink.socket.close()
        count = len(self._sinks)
        self._sinks.clear()
        return {"units": count}

    def _connect(self, number: int, opening: bytes, asks: tuple[bytes, ...] = ()) -> Client:
        client = Client(number, self._port, opening, asks)
        self._clients[client.socket.fileno()] = client
        self._poll.register(client.socket.fileno(), select.EPOLLIN)
        return client

    def _open_one(self, opening: bytes, asks: tuple[bytes, ...]) -> Client:
        client, begun = self._connect(0, opening, asks), time.perf_counter()
        while not client.is_open:
            self._pass(0.1)
            _check(begun, "a client was not opened")
        return client

    def _pass(self, seconds: float, *, probing: bool = False) -> int:
        probe = self._probe
        if probing and probe is not None and not probe.is_waiting and time.perf_counter() - probe.begun > PROBE_PAUSE:
            probe.ask()
        ready = self._poll.poll(seconds, BATCH)
        for number, _ in ready:
            self._look_at(self._clients[number])
        return len(ready)

    def _look_at(self, client: Client) -> None:
        data = client.socket.recv(1 << 16)
        if not data:
            raise ConnectionError("the server hung up")
        client.received += len(data)
        is_sink = not client._asks
        if is_sink:
            self._received += len(data)
        if not client.is_open:
            client.is_open = True
            self._opened += 1
            if is_sink:
                self._taken.append(time.perf_counter() - client.begun)
        if client is self._probe:
            if client.is_waiting:
                self._probed.append(time.perf_counter() - client.begun)
                client.is_waiting = False
        elif self._counts_frames:
            self._take_frames(client, data)

    def _take_frames(self, client: Client, data: bytes) -> None:
        data, at = client.rest + data, 0
        while len(data) - at >= _HEADER.size:
            size, number = _HEADER.unpack_from(data, at)
            if len(data) - at < size + _HEADER.size:
                break
            at += size + _HEADER.size
            self._frames += 1
            client.typed += number == self._type
            if client._asks and client.is_waiting and self._replied is not None:
                self._replied(client)
        client.rest = data[at:]


def _check(begun: float, what: str) -> None:
    if time.perf_counter() - begun > PATIENCE:
        raise TimeoutError(f"{what} in time")


def _measured(begun: float, cpu: float, units: int) -> Answer:
    taken = time.perf_counter() - begun
    return {"seconds": taken, "units": units, "busy": (time.process_time() - cpu) / taken}


def _times(name: str, seconds: list[float]) -> Answer:
    if not seconds:
        return {}
    ordered = [each * 1e6 for each in sorted(seconds)]
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return {name: {"count": len(ordered), "p50": middle, "p99": late, "max": ordered[-1]}}


_NUMBERS: Final = {"sinks": (int, int), "quiet": (float,), "burst": (int, float, float), "ask": (float,)}
_NUMBERS_TOO: Final = {"listen": (float, int)}


def _from_hex(word: str) -> bytes:
    return b"" if word == "-" else bytes.fromhex(word)


def main(port: int) -> None:
    """Do what the lines of standard input say, and answer each by a line."""
    load = Load(port)
    for line in sys.stdin:
        order, *words = line.split()
        kinds: tuple[Callable[[str], Any], ...] = (_NUMBERS | _NUMBERS_TOO).get(order, ())
        numbers = [kind(word) for kind, word in zip(kinds, words, strict=False)]
        try:
            answer = getattr(load, order)(*numbers, *map(_from_hex, words[len(numbers) :]))
        except (OSError, ValueError) as error:
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
