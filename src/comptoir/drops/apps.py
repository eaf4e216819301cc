from django.apps import AppConfig


class DropsConfig(AppConfig):
    name = "comptoir.drops"
    label = "drops"
