"""The broker and what beat sends. A nudge that cannot reach the broker gives up within 0.5 s."""

from kontor.settings import environment

CELERY_BROKER_URL = environment.text("REDIS_URL", "redis://127.0.0.1:1/0")
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
# A worker blocks on its queue for longer than this; only a nudge is in such a hurry.
NUDGE_TRANSPORT_OPTIONS = {
    "socket_timeout": 0.2,
    "socket_connect_timeout": 0.2,
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(environment.DATA_DIRECTORY / "beat-schedule")

SWEEP_SECONDS = float(environment.number("SWEEP_SECONDS", 30, least=1))
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {
        "task": "activities.tasks.heartbeat",
        "schedule": min(SWEEP_SECONDS, 10.0),
        "options": {"expires": 60},
    },
    "deliver-notices": {
        "task": "notifications.tasks.deliver",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS * 2},
    },
    "run-timers": {
        "task": "activities.tasks.run_timers",
        "schedule": SWEEP_SECONDS * 2,
        "options": {"expires": SWEEP_SECONDS * 4},
    },
    "refresh-company-index": {
        "task": "matching.tasks.refresh_index",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS * 2},
    },
    "embed": {
        "task": "matching.tasks.embed",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS * 2},
    },
    "point-out-companies": {
        "task": "cooperation_requests.tasks.point_out",
        "schedule": SWEEP_SECONDS * 2,
        "options": {"expires": SWEEP_SECONDS * 4},
    },
    "forget-typed-searches": {
        "task": "matching.tasks.forget_typed",
        "schedule": 60 * 60.0,
        "options": {"expires": 2 * 60 * 60},
    },
    "forget-done-timers": {
        "task": "activities.tasks.forget_done_timers",
        "schedule": 24 * 60 * 60.0,
    },
    "forget-submitted-forms": {
        "task": "activities.tasks.forget_submitted_forms",
        "schedule": 24 * 60 * 60.0,
    },
    "forget-typed-text": {
        "task": "web.tasks.forget_typed_text",
        "schedule": 60 * 60.0,
        "options": {"expires": 2 * 60 * 60},
    },
    "write-exports": {
        "task": "web.tasks.write_exports",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS * 2},
    },
    "forget-exports": {
        "task": "web.tasks.forget_exports",
        "schedule": 10 * 60.0,
        "options": {"expires": 20 * 60},
    },
    "clear-sessions": {
        "task": "accounts.tasks.clear_sessions",
        "schedule": 60 * 60.0,
        "options": {"expires": 2 * 60 * 60},
    },
    "lock-second-factors-anew": {
        "task": "accounts.tasks.lock_second_factors_anew",
        "schedule": 60 * 60.0,
        "options": {"expires": 2 * 60 * 60},
    },
    "examine-stored-files": {
        "task": "files.tasks.examine_some",
        "schedule": 5 * 60.0,
        "options": {"expires": 5 * 60},
    },
    "remove-orphaned-files": {
        "task": "files.tasks.remove_orphans",
        "schedule": 24 * 60 * 60.0,
    },
}
