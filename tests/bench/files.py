"""Files: how fast are frames decoded and encoded on the command line?

A short file and a long one are read by the same command, so that its start does not count.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

from ctiproto import Profile, Role, codec
from ctiserver.tapes import Begin, Frame, Header
from ctiserver.tapes.pcapng import PcapngWriter
from tests.bench import frames
from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.processes import cost
from tests.bench.results import Result

FRAMES: Final = 50_000
RATE: Final = "frames/s"
CPU: Final = "CPU us a frame"

DECODE, DECODE_JSON, ENCODE = "decode to text", "decode to JSON", "encode to hex"

_SAMPLES: Final = (frames.HEARTBEAT_REQ, frames.AGENT_STATE_EVENT, frames.BEGIN_CALL_EVENT)
_VERSION: Final = ("--version", str(frames.VERSION))


def _frames(count: int) -> list[bytes]:
    known = codec(Profile(frames.VERSION))
    return list(islice(cycle([known.encode(message) for message in _SAMPLES]), count))


def _write_hex(path: Path, count: int) -> None:
    path.write_text("".join(f"{frame.hex()}\n" for frame in _frames(count)), "ascii")


def _write_capture(path: Path, count: int) -> None:
    with path.open("wb") as sink:
        writer = PcapngWriter(sink, Header(start=1_767_600_000.0, version=frames.VERSION))
        writer.write(Begin(0.0, 1, "", "10.0.0.1:50000", "10.0.0.2:42027", Profile(frames.VERSION)))
        for number, frame in enumerate(_frames(count)):
            writer.write(Frame(number / 1000, 1, Role.SERVER, frame, "", Profile(frames.VERSION)))


def _ctiserver(*words: str) -> list[str]:
    return [sys.executable, "-m", "ctiserver", *words]


def _run(words: Callable[[Path], Sequence[str | Path]], short: Path, long: Path, count: int) -> Figures:
    """What a command takes for each frame that the long file has more than the short one."""
    (first, first_used), (second, second_used) = (cost(words(path)) for path in (short, long))
    return {RATE: count / max(second - first, 1e-9), CPU: (second_used - first_used) / count * 1e6}


def _decoding_alone(data: Sequence[bytes]) -> Figures:
    return _alone(codec(Profile(frames.VERSION)).decode, data)


def _encoding_alone(data: Sequence[bytes]) -> Figures:
    known = codec(Profile(frames.VERSION))
    return _alone(known.encode, [known.decode(frame).message for frame in data])


def _alone(work: Callable[[Any], object], items: Sequence[object]) -> Figures:
    """What a function takes for each item, in this process."""
    begun, used = time.perf_counter(), time.process_time()
    for item in items:
        work(item)
    return {
        RATE: len(items) / (time.perf_counter() - begun),
        CPU: (time.process_time() - used) / len(items) * 1e6,
    }


def measure(setting: Setting) -> Iterator[Result]:
    """Measure both directions against the codec alone, and reading against tshark with our dissector."""
    count = 30 if setting.is_trial else FRAMES
    folder, few = setting.folder, 3
    hexes, captures, jsons = (
        [folder / f"{size}{end}" for size in (few, few + count)] for end in (".hex", ".pcapng", ".json")
    )
    for number, size in enumerate((few, few + count)):
        _write_hex(hexes[number], size)
        _write_capture(captures[number], size)
        cost(_ctiserver("decode", "--json", *_VERSION, str(hexes[number])), jsons[number])
    data = _frames(count)

    def ours(*words: str) -> Callable[[Path], Sequence[str | Path]]:
        return lambda path: [*_ctiserver(*words), *_VERSION, path]

    reading: dict[str, Callable[[], Figures]] = {
        "ours": partial(_run, ours("decode"), hexes[0], hexes[1], count),
        "codec alone": partial(_decoding_alone, data),
    }
    tshark = shutil.which("tshark")
    if tshark is None:
        setting.note("tshark is not here: no tshark in the PATH.")
    else:
        script = folder / "ctiserver.lua"
        cost(_ctiserver("dissector"), script)
        words = [tshark, "-X", f"lua_script:{script}", "-V", "-r"]
        reading["tshark"] = partial(_run, lambda path: [*words, path], captures[0], captures[1], count)
    yield from setting.compare("files", DECODE, reading)
    reading["ours"] = partial(_run, ours("decode", "--json"), hexes[0], hexes[1], count)
    yield from setting.compare("files", DECODE_JSON, reading)
    writing: dict[str, Callable[[], Figures]] = {
        "ours": partial(_run, ours("encode"), jsons[0], jsons[1], count),
        "codec alone": partial(_encoding_alone, data),
    }
    yield from setting.compare("files", ENCODE, writing)


BENCH: Final = Bench(
    "files",
    f"frames of three sizes, read and written by commands, {FRAMES:,} in a file",
    measure,
    (RATE,),
    (
        Goal(DECODE, RATE, 40_000, at_least=True),
        Goal(DECODE_JSON, RATE, 60_000, at_least=True),
    ),
)
