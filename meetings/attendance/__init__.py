"""Who was at a meeting: written down by staff, from a list, or by people themselves, and what others see of it."""
