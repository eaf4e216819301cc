from django.apps import AppConfig


class GoodwillConfig(AppConfig):
    name = "comptoir.goodwill"
    label = "goodwill"
