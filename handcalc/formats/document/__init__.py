"""From a record to the blocks of a document: selection, order, notation and decimals, for all formats."""
