from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "comptoir.claims"
    label = "claims"
