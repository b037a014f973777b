"""The control interface of a running server: admin commands and queries over HTTP, on this machine alone.

``discovery`` keeps control files: each says where a server listens and what its token is, and only its owner can read
it.  ``client`` calls a server, with nothing but the standard library.

``lifecycle`` opens and closes the interface with the server.  ``serving`` runs it: ``application`` gives each command
and query a path, and an OpenAPI description by FastAPI, and ``auth`` lets requests pass that have the token.  These
two need the extra ``control``, and are imported only when it is there.
"""
