"""The languages that the screen knows, and of which it knows all."""

ENGLISH = "en"
LANGUAGES = (ENGLISH, "de", "fr", "it", "es")


def names_are_checked(language: str) -> bool:
    """Tell whether every name is looked for: only where there is a list of the words of prose."""
    return language == ENGLISH
