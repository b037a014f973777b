"""The contact centre as configured: what stands in a site file.

``model`` is the site as data and all that the simulated switch needs; ``load`` reads it from a file.  Nothing is
imported here, so that users of the data do not meet the reader.
"""
