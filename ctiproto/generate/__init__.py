"""The codec that runs: Python source generated once per layout, compiled once, equal to the reference codec.

What makes it fast: one ``struct`` reads the header and the fixed part straight into the slots of the message; the
frame becomes text once and strings are slices of it; floating fields are looked for in the order in which peers write
them, so that one comparison finds nearly each of them.  A frozen message cannot be filled, so a *thawed* one is: an
object of a subclass that is not frozen.  When all is in place its ``__class__`` becomes the message's, which Python
allows because the two have the same layout in memory.

Writing goes the other way: one ``struct`` for the header and the fixed part, and a string for the floating part, with
tag and length of every possible text length prepared in a table.

``source`` holds what both directions are written with, ``reading`` (with ``fields`` and ``lists``) and ``writing``
write the functions, and ``runtime`` is what these call when a field is not as it should be.
"""

from ctiproto.generate.reading import Parser, parser
from ctiproto.generate.writing import Builder, builder

__all__ = ["Builder", "Parser", "builder", "parser"]
