"""The command line: ``ctiserver``.

One module per command, named after it; :mod:`ctiserver.cli.commands` lists them.  A module is imported when its command
is called, so that the quick commands stay quick.
"""

from ctiserver.cli.program import main

__all__ = ["main"]
