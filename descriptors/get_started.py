"""The page that greets whoever installed the app."""

from descriptors.base import PostInstallPage

module = PostInstallPage(key="get-started", name="Get started with Plumbline", path="/ui/get-started")
