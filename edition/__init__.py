"""A bilingual edition of one article as a MkDocs plugin: reads facts and Markdown, checks them, adds to pages."""
