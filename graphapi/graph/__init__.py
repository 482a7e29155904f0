"""Views: what can be traversed. Every view answers the same requests and passes the same suite."""
