"""PostgreSQL for Django, with places."""
