"""A proxy between clients and servers: bytes go on unchanged, and are recorded on a tape."""
