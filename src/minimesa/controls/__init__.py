"""Controls: circuits that search by construction, circuits that do not, and detection rates."""
