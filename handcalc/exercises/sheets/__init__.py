"""Exercise sheets: which cells are blank, the plan and the files of a class."""
