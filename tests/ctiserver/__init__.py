"""The promises of the emulator."""
