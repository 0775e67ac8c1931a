"""Problems: TOML files, expressions, families and the library."""
