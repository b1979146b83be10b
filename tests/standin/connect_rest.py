"""REST for Connect apps only: the properties an app keeps on a site for itself."""

from flask import Blueprint, Response, request

from tests.standin.web import Problem, answer, caller, here

blueprint = Blueprint("connect_rest", __name__, url_prefix="/rest/atlassian-connect/1/addons/<app_key>/properties")


def _own(app_key: str) -> None:
    app = here().installation
    if caller().kind != "connect" or app is None or app.key != app_key:
        raise Problem(401, "Only the app itself may read and write its properties.")


@blueprint.get("")
def keys(app_key: str) -> Response:
    """The keys of the app's properties."""
    _own(app_key)
    own = request.base_url
    return answer({"keys": [{"key": key, "self": f"{own}/{key}"} for key in here().app_properties]})


@blueprint.route("/<key>", methods=["GET", "PUT", "DELETE"])
def app_property(app_key: str, key: str) -> Response:
    """One property of the app."""
    _own(app_key)
    kept = here().app_properties
    if request.method == "PUT":
        value = request.get_json(silent=True)
        if value is None or len(request.get_data()) > 32_768:
            raise Problem(400, "The property value must be valid JSON of at most 32768 characters.")
        status = 200 if key in kept else 201
        kept[key] = value
        return answer(
            {"message": "Property created." if status == 201 else "Property updated.", "status-code": status}, status
        )
    if key not in kept:
        raise Problem(404, f"Property with key {key} not found.")
    if request.method == "DELETE":
        del kept[key]
        return Response(status=204)
    return answer({"key": key, "value": kept[key], "self": request.base_url})
