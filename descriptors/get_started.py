"""The page that greets whoever installed the app."""

from descriptors.views import PostInstallPage

module = PostInstallPage(key="get-started", name="Get started with Plumbline", path="/ui/get-started")
