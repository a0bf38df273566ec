# Kliping in one image: every process is a command of it.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /opt/kliping
COPY requirements-postgres.lock ./
RUN pip install --require-hashes -r requirements-postgres.lock

COPY pyproject.toml README.md LICENSE ./
COPY base base
COPY config config
COPY crawler crawler
COPY indexer indexer
COPY search search
COPY kliping kliping
RUN pip install --no-deps .

RUN useradd --system --uid 10001 --home-dir /data kliping \
 && install -d -o kliping -g kliping /data
USER kliping
WORKDIR /data
VOLUME /data
ENV KLIPING_DATA=/data
EXPOSE 8055

ENTRYPOINT ["kliping"]
CMD ["up"]
