# Kontor: one image for web server, worker and beat; docker-compose.yml shows how they go together.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN useradd --system --uid 10001 --create-home --home-dir /home/kontor kontor \
    && mkdir /data && chown kontor:kontor /data
WORKDIR /kontor

COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt

COPY . ./
RUN python -P kontor/messages.py compile && python -m compileall -q .

# Uploaded files and collected static files; a volume, shared by all processes.
ENV DATA_DIR=/data STATIC_MANIFEST=1
VOLUME /data
USER kontor
EXPOSE 8000
CMD ["sh", "-c", "exec python -m kontor.web_server --listen 0.0.0.0:8000 --processes ${WEB_PROCESSES:-2} --threads ${WEB_THREADS:-4}"]
