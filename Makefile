# `make` alone lists its words. Only make and Python 3.11 or newer are assumed; everything else is fetched into .venv.

.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 /usr/bin/python3; do command -v $$p && break; done)
RUN := .venv/bin/python

.PHONY: help up down test check bench docs lock prove clean environment environment-dev environment-bench

help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

environment:
	@$(PYTHON) -I deploy/bootstrap.py run

environment-bench:
	@$(PYTHON) -I deploy/bootstrap.py bench

environment-dev:
	@$(PYTHON) -I deploy/bootstrap.py dev

up: environment ## run the whole platform here, with demonstration data (Ctrl-C stops it; SCN_HTTP_PORT, SCN_DATA_DIR)
	@exec $(RUN) -m deploy up

down: environment ## stop the platform that another terminal runs in SCN_DATA_DIR
	@exec $(RUN) -m deploy down

test: environment-dev ## every test, on real parts started for it and thrown away
	@exec $(RUN) -m deploy test

check: environment-dev ## style, types and who imports whom
	@exec $(RUN) -m deploy check

bench: environment-bench ## measured comparisons, each with its peer in the same run
	@exec $(RUN) -m deploy bench

docs: environment-dev ## write the reference pages from the code
	@exec $(RUN) -m deploy docs

lock: environment-dev ## write requirements/*.lock from requirements/*.in
	@exec $(RUN) -m deploy lock

prove: environment-dev ## what takes minutes: stock parts shown failing, long chaos
	@exec $(RUN) -m deploy prove

clean: ## remove .venv and every cache (never the data folder)
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov
	@find . -name __pycache__ -type d -prune -not -path './.data*' -exec rm -rf {} +
