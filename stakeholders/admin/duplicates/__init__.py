"""The screens of duplicates: the queue, two records side by side, the merges that were made."""
