"""``ctiserver decode``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter

from ctiproto.errors import Finding, RemoteProtocolError
from ctiproto.form import decoded_json
from ctiproto.codec import codec
from ctiproto.human import to_human
from server.captures.items import CaptureError, Unreadable
from server.captures.read import read_capture
from server.captures.versions import Unversioned, Versioned, with_versions
from server.cli.errors import CommandError, Exit
from server.cli.inputs import STANDARD_INPUT, File, input_name, open_input
from server.cli.options import Version, checked_version
from server.cli.output import complain, table, title, warning
