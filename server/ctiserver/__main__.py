"""``python -m ctiserver``: the command line, where the command ``ctiserver`` is not on the path."""

import sys

from ctiserver.cli import main

sys.exit(main())
