"""What people who sit in a group or are invited see of their meetings, behind a link that they were mailed."""
