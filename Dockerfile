# The coach in a small image. Built in two stages: the second has no pip cache, no build tool's leftovers and no sources of the tests.
ARG BASE_IMAGE=python:3.13-slim-bookworm

FROM ${BASE_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python3 -m venv /opt/regen
COPY requirements.lock ./
RUN /opt/regen/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY content content
COPY db db
COPY bot bot
RUN /opt/regen/bin/pip install --no-deps --no-build-isolation .

FROM ${BASE_IMAGE}
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin regen \
    && install -d -o regen -g regen /data
COPY --from=build /opt/regen /opt/regen
# PYTHONTZPATH is empty on purpose: zone rules come from the locked tzdata package, never from the base image.
ENV PATH="/opt/regen/bin:${PATH}" \
    PYTHONTZPATH="" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    REGEN_DATABASE_URL="sqlite:////data/regen.sqlite3"
WORKDIR /data
VOLUME /data
USER 10001
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["regen-coach", "health"]
ENTRYPOINT ["regen-coach"]
CMD ["run"]
