"""Translation into messages: events of the switch, teams, and the site as configuration records."""
