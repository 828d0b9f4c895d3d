"""What is done with articles: listing, feed, provenance, sharing, related reading, linked data."""
