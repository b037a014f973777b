"""The commands of ``ctiserver``, in the order that the help shows them.

A command is a function that returns its exit status (nothing is 0), or raises ``CommandError``; its docstring is its
help.  To add one, add a line here.
"""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "serve": "server.cli.serve:serve",
    "watch": "server.cli.watch:watch",
    "site": "server.cli.site:app",
    "decode": "server.cli.decode:decode",
    "encode": "server.cli.encode:encode",
    "explain": "server.cli.explain:explain",
}
"""Name of the command: where its function is, or, if it has commands of its own, its ``App``."""
