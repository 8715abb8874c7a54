"""Reports on a marked class: grades for people and for programs, feedback for each student."""
