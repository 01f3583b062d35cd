from django.apps import AppConfig


class KontorConfig(AppConfig):
    name = "kontor"
