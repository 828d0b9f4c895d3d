"""The body that articles, programmes and content pages share: its blocks, its outline, how long it takes to read.

Templates show it by `{% page_body page %}`, `{% page_contents page %}` and `{% reading_time page %}` of `body_tags`.
"""
