"""Between clients and servers: bytes go on unchanged, and a tape remembers them."""
