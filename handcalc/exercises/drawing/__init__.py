"""Random exercises that are fit for a class: drawn, judged, drawn again."""
