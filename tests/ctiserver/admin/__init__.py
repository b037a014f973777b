"""What operators may do and ask."""
