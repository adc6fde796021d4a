from django.apps import AppConfig


class MedcontentConfig(AppConfig):
    name = "medcontent"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"
