"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from tessera.lib.heap import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.config.settings")

application = get_wsgi_application()

# Load every door now rather than with the first visitor.
get_resolver().url_patterns  # noqa: B018  # reading it loads it
settle()
