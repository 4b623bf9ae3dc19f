# Two commands to know: `make run` opens the shop, `make test` proves it.
.PHONY: help run test check bench texts clean

help:
	@echo "make run     the demo shop: site, worker, beat and fake Stripe (PORT=9000 make run)"
	@echo "make test    every test, browser included (ARGS=tests/cart for some of them)"
	@echo "make check   format, lint, types, contracts, then the tests on SQLite and PostgreSQL"
	@echo "make bench   what pages cost, and how that grows (SIZES=1000 for a quick look)"
	@echo "make texts   what is still to translate goes into locale/en"
	@echo "make clean   forget what can be made again; your data in var/ stay"

run:
	@bin/setup run
	@DEBUG=1 STRIPE_FAKE=$${STRIPE_FAKE:-1} LOG_LEVEL=$${LOG_LEVEL:-WARNING} \
		exec .venv/bin/python manage.py serve --demo

test:
	@bin/setup test
	.venv/bin/pytest -n $${WORKERS:-2} $(ARGS)

check:
	@bin/setup test
	@bin/check

bench:
	@bin/setup run
	.venv/bin/python -m bench.pages $(ARGS)
	.venv/bin/python -m bench.growth --sizes $(or $(SIZES),10000 100000)

texts:
	DEBUG=1 .venv/bin/python manage.py makemessages -l en --no-obsolete --no-wrap --add-location file \
		-e html,txt,py,mjml -i .venv -i var -i tests -i bench -i staticfiles
	sed -i.old '/^"POT-Creation-Date/d' locale/en/LC_MESSAGES/django.po && rm locale/en/LC_MESSAGES/*.old

clean:
	rm -rf .venv staticfiles test-results .mypy_cache .ruff_cache .pytest_cache
	rm -rf .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
