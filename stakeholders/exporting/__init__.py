"""Files of contacts and organisations for staff to take away: asked for, made by a worker, kept a day, and logged."""
