"""The price of search: what a circuit costs that solves a problem and is a search as well."""
