"""Who may come in: passwords, company accounts, second factors, one-time links, sessions."""
