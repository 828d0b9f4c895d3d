"""What `make bench` runs: speed as ratios within one run, because a machine is never the same twice."""
