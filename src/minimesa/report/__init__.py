"""Reports: a store as Markdown, one self-contained HTML page, and CSV."""
