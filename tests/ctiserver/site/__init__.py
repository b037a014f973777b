"""The promises of site files and of the site as data."""
