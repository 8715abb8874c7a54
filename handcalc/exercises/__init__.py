"""Exercise sheets: blanks, classes, marking and practice, all of them views of a recorded calculation."""
