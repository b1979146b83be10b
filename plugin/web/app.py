"""create_app: a Flask app from its services; blueprints are made here and nowhere else."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel

from plugin.ui.fingerprint import TEMPLATES
from plugin.web.api import add_api
from plugin.web.envelope import Enveloped
from plugin.web.errors import add_error_handlers
from plugin.web.forge import forge_blueprint
from plugin.web.headers import add_headers
from plugin.web.health import open_blueprint
from plugin.web.lifecycle import lifecycle_blueprint
from plugin.web.prefix import Prefixed
from plugin.web.services import Services
from plugin.web.static import static_blueprint, static_urls
from plugin.web.ui.register import add_ui
from plugin.web.webhooks import webhooks_blueprint

LARGEST_BODY = 1024 * 1024


def create_app(services: Services, *, base_path: str = "") -> Flask:
    """The app, ready to serve; it holds no global state and reads no environment."""
    app = Flask("plumbline", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        BABEL_TRANSLATION_DIRECTORIES=str(TEMPLATES.parent / "translations"),
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    Babel(app)
    add_headers(app, services)
    add_error_handlers(app)
    for blueprint in (
        open_blueprint(services),
        static_blueprint(),
        lifecycle_blueprint(services),
        webhooks_blueprint(services),
    ):
        app.register_blueprint(blueprint)
    add_api(app, services)
    add_ui(app, services)
    app.jinja_env.globals["static_url"] = static_urls()
    if services.forge is not None:
        app.register_blueprint(forge_blueprint(services, services.forge))
        app.wsgi_app = Enveloped(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = Prefixed(app.wsgi_app, base_path)  # type: ignore[method-assign]
    return app
