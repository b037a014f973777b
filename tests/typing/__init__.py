"""What is only type-checked, never run."""
