"""What happens in the switch, put into the words of the protocol."""
