"""The whole domain is one Django app: nouns are folders, so moving one costs no migration."""

from django.apps import AppConfig

from tessera.lib.wire import read_moments_quickly


class Domain(AppConfig):
    """Every table of Tessera."""

    name = "tessera.domain"
    label = "tessera"
    verbose_name = "Tessera"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Before anything is read."""
        read_moments_quickly()
