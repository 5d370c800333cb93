"""The settings of an installation, made quick for tests."""

import os

from tests import ground  # noqa: F401 - first: it says where the database is

# isort: split
from tessera.config.settings import *
from tessera.config.settings import DATABASES

DATABASES["default"]["OPTIONS"].pop("pool", None)
SECRET_KEY = "only for tests, long enough to please everybody"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
SHOPS_KEPT_SECONDS = 0

# pytest-django adds the worker's name to this one when tests run in parallel.
DATABASES["default"]["TEST"] = {"NAME": f"test_{os.environ.get('TESSERA_TEST_DB', 'tessera')}"}
