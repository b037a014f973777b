"""Programs that the benches start: load and peers, each in a process of its own on a processor of its own."""
