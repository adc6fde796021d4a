from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "references"
    verbose_name = "References"
    default_auto_field = "django.db.models.BigAutoField"
