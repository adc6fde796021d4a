from importlib import import_module

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Public pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put a writer's own articles on the desk."""
        import_module("publishing.desk")
