"""The command ``ctiserver dissector``: write the Wireshark dissector."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ctiproto.versions import Dialect
from ctiserver.wireshark.script import script


def dissector(
    *, dialect: Dialect | None = None, output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None
) -> None:
    """Write a Wireshark dissector of the protocol, in Lua.

    Wireshark and tshark load it from the folder of personal Lua plugins, which the window Help, About Wireshark,
    Folders names, and "tshark -G folders": ~/.local/lib/wireshark/plugins on Linux and macOS, the folder
    Wireshark/plugins in %APPDATA% on Windows. Ports 42027, 43027, 44027 and 45027 are known, and 12028 as that of
    Unified CCX; for others there are Decode As and preferences.

    Some examples:

        mkdir -p ~/.local/lib/wireshark/plugins
        ctiserver dissector > ~/.local/lib/wireshark/plugins/ged188.lua
        ctiserver dissector -o ged188.lua
        tshark -X lua_script:ged188.lua -r session.pcapng -Y ged188.agent_state

    Args:
        dialect: The only family of servers whose frames it reads; without it, those of all.
        output: The file to write, in place of standard output.
    """
    text = script() if dialect is None else script(dialects=(dialect,))
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8", newline="\n")
