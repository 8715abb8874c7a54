"""Random exercises for a class: drawn again until they pass the quality checks."""
