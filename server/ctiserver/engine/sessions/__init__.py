"""Who is connected, and what they may see."""
