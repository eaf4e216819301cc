from django.apps import AppConfig


class StoresConfig(AppConfig):
    name = "comptoir.stores"
    label = "stores"
