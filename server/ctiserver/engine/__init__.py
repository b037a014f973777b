"""The CTI Server as function calls: bytes and the time go in, effects come out."""
