"""Ground floor: the base page, shared blocks, site settings, home page, content pages, key figures."""
