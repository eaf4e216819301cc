from django.apps import AppConfig


class InfraConfig(AppConfig):
    name = "comptoir.infra"
    label = "infra"
