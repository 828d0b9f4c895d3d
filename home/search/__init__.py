"""Search over everything public: pages by Wagtail's index in the database, other records by sources of their rooms."""
