"""Minutes: what an edition of them holds, their life-cycle, versions and comments, and the forms they go out in."""
