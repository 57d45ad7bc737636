"""The pages: URLs, views, forms, links, drafts, permissions, and what a failure looks like."""
