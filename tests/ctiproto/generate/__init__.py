"""The promises of the generated codec: to be the reference codec's twin."""
