"""What the first page of the admin says of meetings: what awaits whoever looks at it, and how the groups fare."""
