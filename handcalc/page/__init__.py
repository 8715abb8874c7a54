"""The page of the format html: its pieces, and the style and the script that stand in it."""
