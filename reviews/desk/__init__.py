"""The physician's desk: what waits for them, the reading page, and their decision."""
