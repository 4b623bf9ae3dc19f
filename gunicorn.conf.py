"""How the site is served, on a laptop (`manage.py serve`) as in production (`Dockerfile`).

Threads, since a page mostly waits for the database; two processes, so that a slow PDF or password
hash never stops the shop. `manage.py runserver` stays the one that reloads code as it is edited.
"""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30
graceful_timeout = 4
keepalive = 5
loglevel = "warning"
# Its socket stands in the home directory: two shops of one user would share it.
control_socket_disable = True
