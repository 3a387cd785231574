# Needs only python3 (3.11 or later) and make; everything else goes into .venv.
PY        := .venv/bin/python
PYTEST    := $(PY) -m pytest
# A worker for each core. A lesson's tests stay together, as do a notebook's cells and a file's
# tests, and start in the order of tests/by_lesson.py: the longest first.
WORKERS   := -n auto --dist loadscope --no-loadscope-reorder
NBVAL     := --nbval --nbval-current-env --nbval-cell-timeout 120 \
               --nbval-sanitize-with tests/notebooks/sanitize.cfg
# What a lesson can break: its own tests, its part of the sweep, its notebook and student edition.
OF_LESSON  = tests/lessons/$(LESSON) tests/lessons/test_every_check.py \
               tests/explorers/test_catalogue.py tests/notebooks/test_notebooks.py \
               tests/setup/test_student_notebooks.py course_lib/lessons/$(LESSON) \
               $(wildcard notebooks/*_$(LESSON).ipynb)
CHROMIUM  ?= $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null)))
BENCH     ?= explorers playing playground linear autodiff nn optimizers programs lasso second_order \
               stochastic curvature
TORCH     := 2.13.0
COMPILE   := $(PY) -m uv pip compile -q --universal --no-header --no-annotate --fork-strategy fewest \
               --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help lab test lint record browser bench oracles lock student clean ready

help: ## what can be made
	@echo "make lab      start the course; the others are for those who work on it:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / && $$1 != "lab" {printf "make %-8s %s\n", $$1, $$2}' Makefile
	@echo "Variables: PYTHON=/path/to/python3.12   LAB_FLAGS='--no-browser --port 9000'   EDIT=1   LESSON=svm_hinge"

lab: ready ## start the course in JupyterLab
	@$(PY) -m tools.lab $(if $(EDIT),--edit) $(LAB_FLAGS)

test: ready ## every test that needs no browser and no other library (LESSON=svm_hinge for one)
	$(PYTEST) $(WORKERS) $(NBVAL) -m "not oracle and not browser" \
	  $(if $(LESSON),--lesson $(LESSON) $(OF_LESSON),tests course_lib notebooks)

lint: ready ## ruff over code and notebooks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

record: ready ## run the notebooks and store their outputs
	$(PYTEST) $(NBVAL) --record notebooks

# Two notebooks at a time: while a page paints, the other's kernel computes.
browser: ## every explorer in a real JupyterLab (LESSON=svm_hinge for one notebook's)
	@test -n "$(CHROMIUM)" || { echo "No Chromium was found: install one, or name it: CHROMIUM=/path/to/chromium make browser"; exit 1; }
	@PYTHON="$(PYTHON)" sh tools/setup.sh browser
	CHROMIUM="$(CHROMIUM)" $(PYTEST) -n 2 --dist worksteal -m browser tests/browser $(if $(LESSON),-k $(LESSON))

bench: ## how fast the explorers answer, and the library beside its peers (BENCH="linear nn" for some)
	@PYTHON="$(PYTHON)" sh tools/setup.sh browser
	@PYTHON="$(PYTHON)" sh tools/setup.sh oracles
	@set -e; for name in $(BENCH); do \
	  case $$name in explorers) more="$(if $(CHROMIUM),--browser notebooks/04_gradient_descent.ipynb)";; *) more=;; esac; \
	  echo "benchmarks.$$name $$more"; CHROMIUM="$(CHROMIUM)" $(PY) -m benchmarks.$$name $$more; \
	done

# PyTorch and scikit-learn take all processors in every worker.
oracles: export OMP_NUM_THREADS = 1
oracles: ## compare with scikit-learn, PyTorch, CVXPY, micrograd, autograd
	@PYTHON="$(PYTHON)" sh tools/setup.sh oracles
	$(PYTEST) $(WORKERS) -m oracle

student: ready ## write or renew the student edition in student/
	@$(PY) -m tools.student_folder

lock: ready ## compile requirements*.txt anew
	$(COMPILE) --upgrade --generate-hashes requirements.in -o requirements.txt
	$(COMPILE) --upgrade --generate-hashes -c requirements.txt requirements-browser.in -o requirements-browser.txt
	$(COMPILE) --upgrade -c requirements.txt requirements-oracles.in -o requirements-oracles.txt
	echo "torch==$(TORCH)" >> requirements-oracles.txt

clean: ## remove .venv and caches; student/ stays
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis *.egg-info
	find course_lib tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

ready:
	@PYTHON="$(PYTHON)" sh tools/setup.sh
