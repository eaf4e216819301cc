from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "comptoir.journal"
    label = "journal"
