"""What everybody reads on the site: the list of meetings, its months, and the page of one meeting."""
