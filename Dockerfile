# Two stages: the first has what building takes, the second only what running takes.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build

ENV PATH=/opt/zuwu/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/zuwu

# The dependencies change less often than the program, so they have a layer of their own.
COPY requirements-build.txt requirements.txt ./
COPY tools/prune.py tools/
RUN pip install --require-hashes -r requirements-build.txt \
    && pip install --require-hashes --no-build-isolation -r requirements.txt \
    && python tools/prune.py

COPY pyproject.toml README.md ./
COPY knowledge/ knowledge/
COPY intents/ intents/
COPY bot/ bot/
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && pip install --no-deps /dist/*.whl \
    && pip check \
    && pip uninstall --yes setuptools pip

# A container may not write where the program lies, so what Python would cache on first use is compiled here, never
# to be compared with its source. jieba's warnings about its own regular expressions are left out.
RUN python -W ignore -m compileall -q -f --invalidation-mode unchecked-hash /opt/zuwu/lib


FROM python:${PYTHON}-slim

LABEL org.opencontainers.image.title="zuwu" \
      org.opencontainers.image.description="组务：回答党小组、党组、机关党委和党的工作机关程序问题的 Telegram 机器人"

# The image brings the standard library without bytecode; every start and every health check would compile it.
RUN python -m compileall -q -x site-packages --invalidation-mode unchecked-hash \
    "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"

# The uid is fixed, so that a folder of the host can be given to it: chown 10001:10001.
RUN groupadd --gid 10001 zuwu \
    && useradd --uid 10001 --gid 10001 --no-log-init --no-create-home --home-dir /data --shell /usr/sbin/nologin zuwu \
    && install --directory --mode=0700 --owner=10001 --group=10001 /data

COPY --from=build /opt/zuwu /opt/zuwu

ENV PATH=/opt/zuwu/bin:$PATH \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ZUWU_DATA_DIR=/data \
    ZUWU_LISTEN=0.0.0.0:8080
WORKDIR /opt/zuwu
USER 10001:10001
VOLUME /data
# The webhook where one is set, and always /livez, /readyz and /metrics: for the network of the containers, not to be
# published as it is.
EXPOSE 8080

# Whether this process lives, by its heartbeat, polling or not. Whether it can serve is for balancers: /readyz.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["zuwu", "doctor", "--alive"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["zuwu"]
CMD ["run"]
