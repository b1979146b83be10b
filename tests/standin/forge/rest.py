"""REST for Forge apps only: the properties an app keeps on a site, and the key of the Connect app it once was."""

from flask import Blueprint, Response, request

from tests.standin.web import Problem, answer, caller, here

CLIENT_KEY = "connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8"

blueprint = Blueprint("forge_rest", __name__, url_prefix="/rest/forge/1/app/properties")


def _as_the_app() -> None:
    if caller().kind != "forge" or caller().account_id != here().app_account_id:
        raise Problem(403, "Only a Forge app itself may read and write its properties.")


@blueprint.get("")
def keys() -> Response:
    """The keys of the app's properties."""
    _as_the_app()
    return answer({"keys": [{"key": key, "self": f"{request.base_url}/{key}"} for key in here().forge_properties]})


@blueprint.route("/<key>", methods=["GET", "PUT", "DELETE"])
def app_property(key: str) -> Response:
    """One property of the app; the one that Forge itself keeps can only be read."""
    _as_the_app()
    site = here()
    if key == CLIENT_KEY:
        if request.method != "GET" or site.installed_forge().connect_key not in site.connect_apps:
            raise Problem(404, f"Property with key {key} not found.")
        return answer({"key": key, "value": site.client_key, "self": request.base_url})
    kept = site.forge_properties
    if request.method == "PUT":
        value = request.get_json(silent=True)
        if value is None or len(request.get_data()) > 32_768:
            raise Problem(400, "The property value must be valid JSON of at most 32768 characters.")
        status = 200 if key in kept else 201
        kept[key] = value
        said = "Property created." if status == 201 else "Property updated."
        return answer({"message": said, "statusCode": status}, status)
    if key not in kept:
        raise Problem(404, f"Property with key {key} not found.")
    if request.method == "DELETE":
        del kept[key]
        return Response(status=204)
    return answer({"key": key, "value": kept[key], "self": request.base_url})
