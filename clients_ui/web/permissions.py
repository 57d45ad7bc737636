"""The permissions that pages ask for, by their codenames. The roles hand them out; `access` asks for them."""

VIEW, ADD, CHANGE, DELETE = (f"clients_ui.{action}_client" for action in ("view", "add", "change", "delete"))
VIEW_ACCOUNTS, VIEW_HISTORY = "auth.view_user", "admin.view_logentry"
