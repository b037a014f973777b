"""The promises of the constants."""
