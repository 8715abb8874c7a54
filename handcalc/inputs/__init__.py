"""From a file to values with places: YAML and JSON, the number rule, the limits."""
