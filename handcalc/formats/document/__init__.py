"""How a record becomes text: what is shown, in which order, in which notation, with how many digits.

It knows the record and nothing of topics or the command line. The formats, one file each in
handcalc/formats, are written with it.
"""
