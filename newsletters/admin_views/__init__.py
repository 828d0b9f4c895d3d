"""The screens on which staff send an issue. Registered in admin_urls.py; nothing here changes data but by services."""
