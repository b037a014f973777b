"""The site: a contact centre as it is configured in a site file.

``model`` is the site as data, and all that the simulated switch needs; ``load`` reads it from a file.  Nothing is
imported here: the switch would import the reader of files, with all that it needs, by importing the data.
"""
