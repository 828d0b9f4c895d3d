"""What a provider tells of our mail after the hand-over: its calls to us, proved, read and passed to `feedback`."""
