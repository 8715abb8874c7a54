"""The parts of the table format, made of Rich tables; imported only when a table is asked for."""
