from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "comptoir.warehouse"
    label = "warehouse"
