"""What the law gives people over their own data: to see it, to have it erased, and to have it thrown away in time."""
