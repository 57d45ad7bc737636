"""Dates and numbers as readers have them, where Django's own formats are not CLDR's or differ from page to page."""
