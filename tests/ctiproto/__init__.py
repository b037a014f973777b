"""The promises of the protocol library."""
