"""Traffic that was seen: read from captures, recorded by a proxy, played again, compared."""
