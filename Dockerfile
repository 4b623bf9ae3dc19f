# The shop for production: one image for the site, the worker and the beat (docker-compose.yml).
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

# Pango, fontconfig and a font print the PDFs; gettext compiles the translations.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fontconfig fonts-dejavu-core gettext libharfbuzz0b libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/comptoir

# Before the code, so that a change of code does not install everything again.
COPY requirements/prod.lock requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/prod.lock

COPY . .
ENV HOST=0.0.0.0 PORT=8000 VAR_DIR=/srv/var STATIC_ROOT=/srv/static
RUN mkdir -p "$VAR_DIR" \
    && python manage.py compilemessages --ignore var \
    && python manage.py collectstatic --noinput \
    && useradd --system --home-dir "$VAR_DIR" comptoir \
    && chown -R comptoir "$VAR_DIR"

USER comptoir
VOLUME /srv/var
EXPOSE 8000
CMD ["gunicorn", "shop.wsgi:application"]
