# 守望。两条命令就够：make run（跑起来）、make test（跑测试）。只要有 Python 3.11 以上和 make，其余自己装进 .venv。
# 想给命令加参数：make run ARGS="--config config.toml"；想指定 Python：make run PYTHON=python3.12

PY := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run chat test check bench clean
.NOTPARALLEL:
.SILENT:

help:
	echo 'make run    跑起来：演示村、SQLite、沙盒页'
	echo 'make chat   在终端里跟它说话'
	echo 'make test   跑全部测试（SQLite、真的 PostgreSQL、真的 Chromium）'
	echo 'make check  格式、静态检查、类型、房间之间的方向'
	echo 'make bench  压测，和别家比'
	echo 'make setup  只装好，不跑'
	echo 'make clean  删掉 .venv 和缓存（不碰 data/）'

# 装过的记号放在 .venv 里：锁文件没变就什么都不做，也不用网络
.venv/.run: requirements.lock deploy/venv.sh
	deploy/venv.sh requirements.lock
	touch $@

.venv/.test: requirements-dev.lock deploy/venv.sh
	deploy/venv.sh requirements-dev.lock
	touch $@

.venv/.node: tests/interop/package-lock.json deploy/node.sh .venv/.test
	deploy/node.sh
	test ! -d .node/node_modules || touch $@

.venv/.bench: requirements-bench.lock deploy/venv.sh
	deploy/venv.sh requirements-bench.lock
	touch $@

setup: .venv/.test .venv/.node
	deploy/chromium.sh >/dev/null
	echo '✓ 装好了。'

run: .venv/.run
	$(PY) -m bot serve $(ARGS)

chat: .venv/.run
	$(PY) -m bot chat $(ARGS)

test: .venv/.test .venv/.node
	chromium=$$(deploy/chromium.sh) && SHOUWANG_CHROMIUM="$$chromium" $(PY) -m pytest -n 2 --dist loadfile $(ARGS)

check: .venv/.test
	$(PY) -m ruff format --check --quiet . || { echo '✗ 格式不对：跑 $(PY) -m ruff format .'; exit 1; }
	$(PY) -m ruff check --quiet .
	$(PY) -m mypy --no-error-summary
	said=$$(.venv/bin/lint-imports 2>&1) || { echo "$$said"; exit 1; }
	echo '✓ 格式、静态检查、类型、方向都好。'

bench: .venv/.bench
	$(PY) -m benchmarks $(ARGS)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	echo '✓ 清掉了 .venv 和缓存；data/ 没动。'
