"""What marking found, written down: grades for people and for programs, feedback for each student."""
