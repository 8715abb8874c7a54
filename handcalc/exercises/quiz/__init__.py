"""Practice: one blank at a time, with hints."""
