"""The word for every code, error and paper; the web adds the two voices of a request."""
