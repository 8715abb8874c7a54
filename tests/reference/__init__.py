"""Plain numpy references, written from the catalogue in rows, sharing no code with handcalc."""
