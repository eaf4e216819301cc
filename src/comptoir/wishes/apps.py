from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "comptoir.wishes"
    label = "wishes"
