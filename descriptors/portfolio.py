"""The portfolio: risks, scope and reviews of every project that a person may see, on one page of the site."""

from descriptors.views import GeneralPage

module = GeneralPage(
    key="portfolio",
    name="Plumbline portfolio",
    path="/ui/portfolio",
    condition="user_is_logged_in",
)
