from django.apps import AppConfig


class MailingsConfig(AppConfig):
    name = "comptoir.mailings"
    label = "mailings"
