"""What a client may ask for, and what it is answered."""
