# Needs only python3 (3.11 or later) and make; everything else goes into .venv.
# `python -m tools WORD` does the same where there is no make.
COURSE    := PYTHON="$(PYTHON)" sh tools/setup.sh
PY        := .venv/bin/python
PYTEST    := $(PY) -m pytest
CHROMIUM  ?= $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null)))
BENCH     ?= explorers latency playing playground linear autodiff nn optimizers programs lasso second_order \
               stochastic curvature
# `make lock TORCH= OLDEST=3.13` takes the newest PyTorch, too, and what needs a newer Python.
TORCH     := 2.13.0
OLDEST    := 3.11
COMPILE   := $(PY) -m uv pip compile -q --universal --no-header --no-annotate --fork-strategy fewest \
               --python-version $(OLDEST)

.DEFAULT_GOAL := help
.PHONY: help lab test lint record browser bench oracles lock student clean ready

help: ## what can be made
	@echo "make lab      start the course; the others are for those who work on it:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / && $$1 != "lab" {printf "make %-8s %s\n", $$1, $$2}' Makefile
	@echo "Variables: PYTHON=/path/to/python3.12   LAB_FLAGS='--no-browser --port 9000'   EDIT=1   LESSON=svm_hinge"

lab: ## start the course in JupyterLab
	@$(COURSE) lab $(if $(EDIT),--edit) $(LAB_FLAGS)

test: ## every test that needs no browser and no other library (LESSON=svm_hinge for one)
	@$(COURSE) test $(LESSON)

lint: ## ruff over code and notebooks
	@$(COURSE) lint

record: ## run the notebooks and store their outputs
	@$(COURSE) record

# Two notebooks at a time: while a page paints, the other's kernel computes.
browser: ## every explorer in a real JupyterLab (LESSON=svm_hinge for one notebook's)
	@test -n "$(CHROMIUM)" || { echo "No Chromium was found: install one, or name it: CHROMIUM=/path/to/chromium make browser"; exit 1; }
	@$(COURSE) ready browser
	CHROMIUM="$(CHROMIUM)" $(PYTEST) -n 2 --dist worksteal -m browser tests/browser $(if $(LESSON),-k $(LESSON))

bench: ## how fast the explorers answer, and the library beside its peers (BENCH="linear nn" for some)
	@$(COURSE) ready browser oracles
	@set -e; for name in $(BENCH); do \
	  echo "benchmarks.$$name"; CHROMIUM="$(CHROMIUM)" $(PY) -m benchmarks.$$name; \
	done

oracles: ## compare with scikit-learn, PyTorch, CVXPY, micrograd, autograd
	@$(COURSE) oracles

student: ## write or renew the student edition in student/
	@$(COURSE) student

lock: ready ## compile requirements*.txt anew
	$(COMPILE) --upgrade --generate-hashes requirements.in -o requirements.txt
	$(COMPILE) --upgrade --generate-hashes -c requirements.txt requirements-browser.in -o requirements-browser.txt
	$(COMPILE) --upgrade -c requirements.txt requirements-oracles.in -o requirements-oracles.txt
	echo "torch$(if $(TORCH),==$(TORCH))" >> requirements-oracles.txt

clean: ## remove .venv and caches; student/ stays
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis *.egg-info
	find course_lib tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

ready:
	@$(COURSE) ready
