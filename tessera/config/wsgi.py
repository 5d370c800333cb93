"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.config.settings")

application = get_wsgi_application()

# Load every door now rather than with the first visitor. What is loaded by then stays: the
# collector need not look at it again, nor look so often.
get_resolver().url_patterns  # noqa: B018  # reading it loads it
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
