"""What workers do: ids in, one call. Doing any of them twice, late or not at all changes no outcome."""
