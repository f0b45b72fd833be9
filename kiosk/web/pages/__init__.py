"""The pages, a module a feature."""
