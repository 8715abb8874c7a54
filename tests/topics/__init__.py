"""One file a topic: the variants that the laws run through, and comparisons with other libraries."""
