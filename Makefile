# 组务：在一台只有 Python 3.11–3.13 和 make 的机器上，`make run` 就能启动，`make test` 就能全部检查。
# Everything below lives in one virtual environment, which is made, mended and brought up to date by itself.

VENV = .venv
PYTHON =
WORKERS = 2
UPGRADE =
ARGS =
RETRIEVAL =
SIZE_LIMIT = 150

# The least that the labelled questions must reach, each a share from 0 to 1 (`zuwu evaluate --min`).
MINIMA = right=0.93 good=0.9 reached=0.95 followup=0.8 ambiguous=0.9 near_declined=0.95 near_not_answered=0.95 \
	far_not_answered=1 not_serious=1 left_out=0.92 left_out_not_confused=1
QUESTIONS = $(sort $(wildcard intents/data/questions/*.jsonl))
# The same for the questions kept aside: neither phrasings nor thresholds are made with them in view.
ASIDE_MINIMA = right=0.87 good=0.83 reached=0.93 ambiguous=0.9 near_declined=0.9 near_not_answered=0.9 \
	far_not_answered=1 not_serious=1
ASIDE = $(sort $(wildcard tests/questions/aside/*.jsonl))
# Questions that once were `tests` and lead elsewhere: how many lead home by now is told, and nothing is demanded.
HARD = $(sort $(wildcard tests/questions/hard/*.jsonl))

BIN = $(VENV)/bin
CREATED = $(VENV)/.zuwu-created
RUNTIME = $(VENV)/.zuwu-runtime
DEVELOPMENT = $(VENV)/.zuwu-development
BENCHMARKS = $(VENV)/.zuwu-benchmarks
PIP_INSTALL = $(BIN)/python -m pip -qq --disable-pip-version-check --no-input install --no-build-isolation
COMPILE = --quiet --universal --generate-hashes --python-version 3.11 --no-annotate \
	--custom-compile-command 'make requirements' $(UPGRADE)

# What an interpreter must have; a name on the path may be a shim that only prints an error, so each is run.
SUITABLE = import sys, ensurepip, sqlite3, ssl, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
CANDIDATES = $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)

.DEFAULT_GOAL = help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: run chat test test-fast test-slow test-search lint format check evaluate bench fit requirements audit size
.PHONY: clean help made-anew
unexport PYTHONHOME PYTHONPATH

help:
	@echo 'make run           启动机器人：设了 ZUWU_TOKEN 连 Telegram，没设就在终端里对话'
	@echo 'make chat          只在终端里对话'
	@echo 'make test          全部检查：风格、类型、依赖方向、知识、问答质量、测试'
	@echo 'make test-fast     只跑测试，不要 PostgreSQL；ARGS= 传给 pytest'
	@echo 'make test-slow     很久的测试：反复杀进程、几个进程抢着发、十万条；ARGS= 传给 pytest'
	@echo 'make test-search   性质测试多找些新的例子；ARGS= 传给 pytest'
	@echo 'make lint          风格、类型、依赖方向'
	@echo 'make format        改好风格'
	@echo 'make check         校验知识'
	@echo 'make evaluate      问答质量，低于 MINIMA 就失败'
	@echo 'make bench         和现成的检索方法、回声机器人（负载）比；RETRIEVAL=文件夹 另比一套题'
	@echo 'make fit           重新拟合权重和阈值，写进 intents/data/weights.yaml；RETRIEVAL= 同上'
	@echo 'make requirements  按 pyproject.toml 重新锁定依赖；UPGRADE=--upgrade 一并升级'
	@echo 'make audit         锁定的依赖有没有已知的漏洞（pip-audit，要连 PyPI）'
	@echo 'make size          装一份新的，看多大，最大的是哪些；超过 SIZE_LIMIT 兆就失败'
	@echo 'make clean         删掉虚拟环境和缓存，不动 data/ 和 .env'
	@echo
	@echo 'PYTHON=解释器  VENV=虚拟环境所在的文件夹  WORKERS=并行的测试进程数'

run: $(RUNTIME)
	@exec $(BIN)/zuwu run

chat: $(RUNTIME)
	@exec $(BIN)/zuwu chat

# pytest comes last, so that its closing line ends the output.
test: $(DEVELOPMENT) lint check evaluate
	$(BIN)/python -m pytest --numprocesses $(WORKERS) $(ARGS)

test-fast: $(DEVELOPMENT)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) -m 'not postgres' $(ARGS)

test-slow: $(DEVELOPMENT)
	$(BIN)/python -m pytest --slow $(ARGS)

test-search: $(DEVELOPMENT)
	$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=search --numprocesses $(WORKERS) $(ARGS)

lint: $(DEVELOPMENT)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pip --disable-pip-version-check check

format: $(DEVELOPMENT)
	$(BIN)/python -m ruff check --fix-only .
	$(BIN)/python -m ruff format .

check: $(RUNTIME)
	$(BIN)/zuwu check

evaluate: $(RUNTIME)
	$(BIN)/zuwu evaluate $(addprefix --min ,$(ASIDE_MINIMA)) $(ASIDE) > $(VENV)/aside.txt || { cat $(VENV)/aside.txt; exit 1; }
	@$(BIN)/zuwu evaluate $(HARD) > $(VENV)/hard.txt; grep -E '^(题数|right|reached|near_)' $(VENV)/hard.txt | sed 's/^/难题 /'
	$(BIN)/zuwu evaluate --left-out $(addprefix --min ,$(MINIMA)) $(QUESTIONS)

bench: $(BENCHMARKS)
	$(BIN)/zuwu bench $(if $(RETRIEVAL),--folder '$(RETRIEVAL)')

fit: $(BENCHMARKS)
	$(BIN)/python -m benchmarks.fitting $(if $(RETRIEVAL),--retrieval '$(RETRIEVAL)')

requirements: $(CREATED)
	@set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(BIN)/python -m venv "$$tools"; \
	"$$tools/bin/python" -m pip -qq --disable-pip-version-check install uv; \
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
		> "$$tools/build.in"; \
	"$$tools/bin/uv" pip compile $(COMPILE) --output-file requirements-build.txt "$$tools/build.in"; \
	"$$tools/bin/uv" pip compile $(COMPILE) --output-file requirements.txt pyproject.toml; \
	"$$tools/bin/uv" pip compile $(COMPILE) --extra dev --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml; \
	"$$tools/bin/uv" pip compile $(COMPILE) --extra bench --constraint requirements.txt \
		--output-file requirements-bench.txt pyproject.toml

# What could not be looked up counts as not passed: pip-audit alone would say that nothing is known against it.
audit: $(CREATED)
	@set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(BIN)/python -m venv "$$tools"; \
	"$$tools/bin/python" -m pip -qq --disable-pip-version-check install pip-audit \
		|| { echo '装不上 pip-audit：要能连上 PyPI。没有查。 / pip-audit cannot be installed without PyPI: nothing was checked.' >&2; exit 1; }; \
	for file in requirements.txt requirements-build.txt; do \
		echo "$$file" >&2; \
		"$$tools/bin/pip-audit" --strict --disable-pip --require-hashes --progress-spinner off -r "$$file" 2> "$$tools/said" \
			|| { cat "$$tools/said" >&2; if grep -q 'known vulnerabilit' "$$tools/said"; \
				then echo '有已知的漏洞，见上。 / There are known vulnerabilities, see above.' >&2; \
				else echo '没有查完：连不上 PyPI，或者它没有这些包的漏洞资料。 / Not all could be checked: PyPI cannot be reached, or knows nothing of these packages.' >&2; fi; \
				exit 1; }; \
		cat "$$tools/said" >&2; \
	done

size: $(CREATED) requirements-build.txt requirements.txt pyproject.toml
	@set -e; fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; mkdir "$$fresh/source"; \
	$(BIN)/python -m venv "$$fresh/venv"; \
	install="$$fresh/venv/bin/python -m pip -qq --disable-pip-version-check --no-input install --no-build-isolation"; \
	$$install --require-hashes -r requirements-build.txt; \
	$$install --require-hashes -r requirements.txt; \
	cp -R pyproject.toml README.md bot intents knowledge "$$fresh/source"; \
	$$install --no-deps "$$fresh/source"; \
	"$$fresh/venv/bin/python" tools/prune.py; \
	"$$fresh/venv/bin/python" tools/size.py $(SIZE_LIMIT)

clean:
	rm -rf build dist zuwu.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find bot intents knowledge tests -type d -name __pycache__ -prune -exec rm -rf {} +
	if [ -e '$(CREATED)' ]; then rm -rf '$(VENV)'; fi

# An environment that another tool made, that was moved here, or whose interpreter has gone, is made anew.
ifneq ($(shell cat '$(CREATED)' 2>/dev/null; '$(BIN)/python' -c 'import pip' >/dev/null 2>&1 || echo broken),$(abspath $(VENV)))
$(CREATED): made-anew
endif

$(CREATED):
	@set -e; python=; \
	for candidate in $(CANDIDATES); do \
		if "$$candidate" -c '$(SUITABLE)' >/dev/null 2>&1; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo '找不到可用的 Python 3.11–3.13（要带 venv 模块，Debian 和 Ubuntu 上另装 python3-venv）。装好后重试，或者用 PYTHON=解释器的路径 指定一个。' >&2; \
		echo 'No usable Python 3.11 to 3.13 with the venv module was found (Debian and Ubuntu: install python3-venv). Install one, or name it with PYTHON=/path/to/python3.' >&2; \
		exit 1; \
	fi; \
	echo "正在创建虚拟环境 $(VENV)（$$python）…… / Creating the virtual environment" >&2; \
	if [ '$(VENV)' = .venv ] || [ -e '$(VENV)/pyvenv.cfg' ]; then rm -rf '$(VENV)'; fi; \
	"$$python" -m venv '$(VENV)' >&2; \
	echo '$(abspath $(VENV))' > '$@'

$(RUNTIME): $(CREATED) requirements-build.txt requirements.txt pyproject.toml tools/prune.py
	@echo '正在安装运行所需的依赖（第一次要一会儿）…… / Installing what it needs to run' >&2
	@$(PIP_INSTALL) --require-hashes -r requirements-build.txt >&2
	@$(PIP_INSTALL) --require-hashes -r requirements.txt >&2
	@$(PIP_INSTALL) --no-deps --editable . >&2
	@$(BIN)/python tools/prune.py >&2
	@touch '$@'

$(DEVELOPMENT): $(RUNTIME) requirements-dev.txt
	@echo '正在安装开发和测试所需的依赖…… / Installing what development and tests need' >&2
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.txt >&2
	@touch '$@'

$(BENCHMARKS): $(RUNTIME) requirements-bench.txt
	@echo '正在安装对比和拟合所需的依赖…… / Installing what benchmarks and fitting need' >&2
	@$(PIP_INSTALL) --require-hashes -r requirements-bench.txt >&2
	@touch '$@'
