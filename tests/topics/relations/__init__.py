"""What has to hold between calculations of a topic, whatever its numbers are: a file a group of topics."""
