"""The command line: ``ctiserver``.

One module per command, named after it; :mod:`server.cli.commands` lists them.  A module is imported when its command
is called, so that the quick commands stay quick.
"""

from server.cli.program import main

__all__ = ["main"]
