from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "comptoir.content"
    label = "content"
