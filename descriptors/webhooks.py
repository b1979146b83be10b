"""The webhooks: exactly the events that a handler answers, in the order of the registry."""

from descriptors.base import Webhook
from handlers import registry

PATH = "/connect/webhooks"

modules = tuple(Webhook(event, PATH) for event in registry.events)
