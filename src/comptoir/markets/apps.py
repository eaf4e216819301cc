from django.apps import AppConfig


class MarketsConfig(AppConfig):
    name = "comptoir.markets"
    label = "markets"
