"""Two entries for one: found (`finding`), decided by a person (`queue`), merged (`merging`), parted (`parting`)."""
