"""Django settings; everything an installation may change comes from the environment."""

import os
from pathlib import Path

from config import secrets
from config.modules import MODULES
from sizao.core import database

ROOT = Path(__file__).resolve().parent.parent
SIZAO_HOME = database.home()
SECRETS = secrets.load(SIZAO_HOME)

SECRET_KEY = SECRETS.django_key
DEBUG = os.environ.get("SIZAO_DEBUG") == "1"
IS_HTTPS = os.environ.get("SIZAO_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("SIZAO_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("SIZAO_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_linear_migrations",
    "procrastinate.contrib.django",
    "sizao.core.apps.CoreConfig",
    "sizao.core.audit.apps.AuditConfig",
    "sizao.core.oversight.apps.OversightConfig",
    "sizao.core.notify.apps.NotifyConfig",
    "sizao.core.tasks.apps.TasksConfig",
    "sizao.core.burden.apps.BurdenConfig",
    "sizao.core.robots.apps.RobotsConfig",
    "sizao.core.files.apps.FilesConfig",
    "sizao.core.work.apps.WorkConfig",
    *MODULES,
    "sizao.integrations.apps.IntegrationsConfig",
    "sizao.api.apps.ApiConfig",
    "sizao.web.apps.WebConfig",
    "sizao.demo.apps.DemoConfig",
]

MIDDLEWARE = [
    "sizao.web.health.CountingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sizao.core.http.PagePolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sizao.core.burden.middleware.MeasuringMiddleware",
    "sizao.core.http.EdgeMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["sizao.web.templatetags.signs"],
            "context_processors": [
                "django.template.context_processors.request",
                "sizao.web.context.skeleton",
                "sizao.demo.tour.showing.tour",
            ],
        },
    }
]

# The application's role owns nothing; migrations and partitions run as the owner (SIZAO_DB_ROLE=owner).
DATABASE_URLS = database.urls(SIZAO_HOME)
# Jobs see all schools at once and have a login of their own (SIZAO_DB_ROLE=worker).
_url = getattr(DATABASE_URLS, os.environ.get("SIZAO_DB_ROLE", "app"))
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", **database.django_settings(_url)}}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "prepare_threshold": 5}
SIZAO_APP_ROLE = database.django_settings(DATABASE_URLS.app)["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Inner hosts that robots of units may reach: `host`, `host:port`, or `http://host:port` where plain HTTP is meant.
SIZAO_ROBOT_HOSTS = [host for host in os.environ.get("SIZAO_ROBOT_HOSTS", "").split(",") if host]

SIZAO_UNIT_MODEL = "orgs.Unit"
LOGIN_URL = "/login/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "sizao" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
SIZAO_STATIC_ROOT = Path(os.environ.get("SIZAO_STATIC", SIZAO_HOME / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sizao.core.statics.SlimStorage"},
}
MEDIA_ROOT = SIZAO_HOME / "files"
# Without collected files (tests, a developer's run) static files come straight from the source folders.
WHITENOISE_USE_FINDERS = not (SIZAO_STATIC_ROOT / "staticfiles.json").exists()
STATIC_ROOT = None if WHITENOISE_USE_FINDERS else SIZAO_STATIC_ROOT
if WHITENOISE_USE_FINDERS:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

CSRF_FAILURE_VIEW = "sizao.web.views.forged"
CSRF_COOKIE_NAME = "sizao_csrf"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SIZAO_LOG", "WARNING")},
}
