"""What every operation should give, by definition: in fractions, or with fifty digits where there are none.

Nothing here is taken from the operations: definitions are written for tables of numbers, as in a textbook.
"""
