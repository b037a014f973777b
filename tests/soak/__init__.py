"""Much traffic for a long time, of good clients and of bad ones, and a look whether anything grows."""
