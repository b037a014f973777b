"""The emulator: a CTI Server and the contact centre that it speaks for."""
