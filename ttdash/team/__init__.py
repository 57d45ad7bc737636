"""The accounts of the team, their roles, and the site that shows them."""
