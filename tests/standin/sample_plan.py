"""What the sample project consists of, as plain data: people, releases, epics, stories with sprints, and links."""

from dataclasses import dataclass

PEOPLE = (
    "Release lead",
    "Engineering manager",
    "Product owner",
    "Tester",
    "Data lead",
    "Integration lead",
    "Platform lead",
    "Viewer",
    "Outsider",
)
CONTRIBUTORS = PEOPLE[1:7]
SITE_ADMIN = "Engineering manager"

SPRINTS, ACTIVE_SPRINT = 8, 7

KINDS = {"S": "Story", "B": "Bug", "T": "Task"}
DESCRIPTIONS = {
    "Story": "Accepted when the product owner has seen it work in the staging environment.",
    "Bug": "Reported by support. Fixed when a test shows the fault, and then passes.",
    "Task": "Done when the result is linked here.",
}

EPICS = {
    "checkout": ("1.0", "Product owner", "Checkout for cards"),
    "refunds": ("2.0", "Product owner", "Refunds and reversals"),
    "settlement": ("2.0", "Data lead", "Settlement and reconciliation"),
    "schemes": ("2.0", "Integration lead", "3-D Secure and card schemes"),
    "ledger": ("2.0", "Data lead", "A ledger that balances to the cent"),
    "disputes": ("2.0", "Product owner", "Chargebacks and disputes"),
    "failover": ("2.0", "Platform lead", "Failover between payment providers"),
    "vault": ("2.0", "Platform lead", "Tokenisation and the card vault"),
    "readiness": ("2.0", "Release lead", "Readiness for release 2.0"),
    "insight": ("2.1", "Product owner", "Reporting for merchants"),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the plan; ``sprint`` is 1 to 8 (7 is running, 8 lies ahead), ``None`` is the backlog."""

    epic: str
    kind: str
    points: float | None
    sprint: int | None
    owner: str
    summary: str


# kind | points | sprint | owner | summary; "-" is none. Sprints 1 and 2 made release 1.0; 2.0 began in sprint 3.
_OWNERS = {
    "E": "Engineering manager",
    "P": "Product owner",
    "Q": "Tester",
    "D": "Data lead",
    "I": "Integration lead",
    "O": "Platform lead",
    "L": "Release lead",
}
_STORIES = {
    "checkout": """
S|5|1|I|Pay with a saved card
S|3|1|I|Pay with a new card
S|8|1|I|Authorise a card payment with the first provider
S|5|1|I|Capture an authorised payment when the parcel leaves
S|3|1|P|Show why a card was declined in words a customer understands
S|2|1|P|Remember the chosen currency through checkout
T|3|1|O|Rotate provider credentials without a restart
T|2|1|Q|Build the card test deck with the provider's sandbox numbers
S|3|1|D|Post every authorisation to the ledger
B|1|1|I|Card expiry in the current month is refused
S|5|2|I|Void an authorisation that is not captured within seven days
S|3|2|P|Send a payment receipt by e-mail
S|5|2|O|Accept provider callbacks once, however often they come
S|3|2|D|Show the payment timeline to support staff
B|2|2|I|Double click on Pay authorises twice
B|1|2|P|Amounts without decimals show two zeros for yen
T|3|2|Q|Run a card payment against production with a real card
T|5|2|O|Load test checkout at three times the seasonal peak
T|1|2|E|Write the on-call guide for payments
B|2|2|D|Timeline shows the provider's time zone
S|2|2|P|Say which payment methods a country offers
T|2|2|O|Alert when the share of declined cards doubles
""",
    "refunds": """
S|5|3|I|Refund a payment in full from the order page
S|8|4|I|Refund part of a payment, several times, up to what was paid
S|3|4|P|Tell the customer when a refund is on its way
S|5|5|I|Reverse a refund that the provider rejected
S|3|6|P|Ask a second person to approve refunds above the limit
B|2|5|I|Partial refund of a captured part is refused by the second provider
S|5|7|D|Show open refunds by age to finance
S|3|-|P|Print a refund slip for the shop counter
T|2|7|Q|Test refunds across currencies with the rate of the payment day
""",
    "settlement": """
S|8|3|D|Read the daily settlement file of the first provider
S|5|4|D|Read the daily settlement file of the second provider
S|8|5|D|Match settled amounts to captures and name what is left over
S|3|5|D|Book provider fees by card type
B|3|6|D|Settlement file with a trailer of a leap day is rejected
S|5|6|D|Hand unmatched items to finance with a reason
S|3|7|D|Reconcile payouts with the bank statement
T|3|8|D|Rehearse a late settlement file at month end
""",
    "schemes": """
S|8|3|I|Challenge a customer with 3-D Secure when the bank asks for it
S|5|4|I|Ask for a low-risk exemption and keep the answer
S|5|5|I|Recover when the bank's challenge page does not return
T|5|6|I|Run the card scheme's certification suite
T|3|7|I|Answer the findings of the certification run
S|3|7|I|Send the network transaction id with repeat payments
B|2|6|I|Challenge window is cut off on small screens
""",
    "ledger": """
S|5|3|D|Round to the currency's smallest unit once, at booking
S|3|4|D|Show ledger and provider balance side by side
B|5|5|D|One cent is lost when a basket is split over three captures
S|5|6|D|Lock a booking month after finance closes it
T|3|7|D|Prove the ledger with a million generated bookings
""",
    "disputes": """
S|5|4|P|Record a chargeback and freeze the disputed amount
S|5|5|P|Collect evidence for a dispute from order and delivery
S|3|6|P|Remind the owner three days before a dispute expires
S|3|7|D|Book won and lost disputes
S|2|8|P|Show the dispute rate by card scheme
S|3|-|P|Show a dispute's history to the merchant
""",
    "failover": """
S|8|4|O|Route authorisations to the second provider when the first is down
S|5|5|O|Switch back gradually when the first provider recovers
T|5|6|O|Rehearse a provider outage in the staging environment
S|3|7|O|Show on one page which provider takes the traffic
T|3|8|O|Agree outage contacts and times with both providers
""",
    "vault": """
S|8|3|O|Replace stored card numbers by tokens of our own vault
S|5|5|O|Move tokens between providers without asking customers again
T|5|6|O|Encrypt the vault with keys from the hardware module
T|3|7|O|Restore the vault from backup in an empty data centre
B|2|6|O|Token of a replaced card is still offered at checkout
T|2|8|E|Close the findings of the penetration test
""",
    "readiness": """
T|2|3|L|Agree a test window with the scheme's laboratory in writing
T|3|4|E|Pair a second developer with the ledger's author
T|2|5|D|Ask both providers for their file format changes of the next year
T|3|6|I|Build a simulator for the second provider's sandbox
T|2|6|L|Agree with finance who decides on unmatched items
T|3|7|Q|Nightly run of the refund tests against both sandboxes
T|2|7|O|Second key custodian for the hardware module
T|2|8|L|Rehearse the release night with everybody on call
T|1|8|P|Brief support on refunds, disputes and failover
T|3|8|O|Measure checkout time with the vault in the path
T|2|-|E|Ask the legal team for the rules on storing challenge results
""",
    "insight": """
S|5|8|P|Let a merchant download payouts as a spreadsheet
S|8|-|P|Show acceptance rate by bank and card type
S|5|-|D|Explain each fee on a payout line by line
S|3|-|P|Send a weekly summary to merchants
S|5|-|P|Compare providers by cost and acceptance
S|8|-|I|Offer bank transfer with instant confirmation
S|5|-|I|Accept the wallet of the second large phone maker
T|3|-|O|Keep payment events for ten years in cheap storage
S|3|-|P|Let a merchant choose the payout weekday
T|2|-|E|Decide on the data warehouse for payment reports
""",
}
_LOOSE = """
B|1|-|Q|Payment page title is missing in the Dutch translation
B|2|-|I|Provider health check logs the merchant number
T|3|-|E|Remove the old payment form
S|3|-|P|Save a card during a guest checkout
T|-|-|Q|Clean up test merchants in the sandbox
B|-|-|D|Old receipts show the former company address
"""

SUBTASKS = {
    "Refund part of a payment, several times, up to what was paid": (
        "Keep the refundable rest beside the payment",
        "Refuse a refund above the rest with a clear message",
    ),
    "Match settled amounts to captures and name what is left over": (
        "Match by provider reference",
        "Match by amount and day where the reference is missing",
        "List what is left over by age",
    ),
    "Route authorisations to the second provider when the first is down": (
        "Measure provider health by the share of time-outs",
        "Keep one payment with one provider from authorisation to refund",
    ),
    "Run the card scheme's certification suite": (
        "Ask for a test slot at the scheme's laboratory",
        "Record the traces that the laboratory asks for",
    ),
}

OPERATIONS = (
    ("Task", "Platform lead", "Open the firewall to the second provider's data centre"),
    ("Task", "Platform lead", "Order certificates for the settlement file transfer"),
    ("Task", "Platform lead", "Provide a staging network that can lose a provider"),
    ("Task", "Engineering manager", "Extend the maintenance window of the payment database"),
    ("Bug", "Platform lead", "Backup of the key store stops at midnight UTC"),
    ("Task", "Platform lead", "Move payment logs to the new log store"),
    ("Task", "Engineering manager", "Renew the contract of the hardware security modules"),
    ("Task", "Platform lead", "Give finance read access to settlement folders"),
)

# link type, from, to: "from blocks to".
LINKS = (
    ("Blocks", OPERATIONS[0][2], "Route authorisations to the second provider when the first is down"),
    ("Blocks", OPERATIONS[1][2], "Read the daily settlement file of the second provider"),
    ("Blocks", OPERATIONS[2][2], "Rehearse a provider outage in the staging environment"),
    ("Blocks", OPERATIONS[4][2], "Restore the vault from backup in an empty data centre"),
    ("Blocks", OPERATIONS[6][2], "Encrypt the vault with keys from the hardware module"),
    ("Blocks", "Run the card scheme's certification suite", "Answer the findings of the certification run"),
    ("Blocks", "Refund a payment in full from the order page", "Reverse a refund that the provider rejected"),
    (
        "Blocks",
        "Round to the currency's smallest unit once, at booking",
        "Prove the ledger with a million generated bookings",
    ),
    (
        "Relates",
        "One cent is lost when a basket is split over three captures",
        "Round to the currency's smallest unit once, at booking",
    ),
    ("Relates", "Book won and lost disputes", "Lock a booking month after finance closes it"),
    (
        "Relates",
        "Settlement file with a trailer of a leap day is rejected",
        "Rehearse a late settlement file at month end",
    ),
)


def _lines(epic: str, table: str) -> list[Planned]:
    planned = []
    for line in table.strip().splitlines():
        kind, points, sprint, owner, summary = line.split("|")
        planned.append(
            Planned(
                epic,
                KINDS[kind],
                None if points == "-" else float(points),
                None if sprint == "-" else int(sprint),
                _OWNERS[owner],
                summary,
            )
        )
    return planned


STORIES = tuple(story for epic, table in _STORIES.items() for story in _lines(epic, table))
"""What belongs to an epic, in the order it was written down."""

LOOSE = tuple(_lines("", _LOOSE))
"""What nobody has planned into a release."""

LATE = tuple(
    _lines(
        "",
        """
S|5|5|I|Refuse refunds to a card that was reported stolen
S|3|6|P|Ask for a reason when support refunds by hand
B|3|6|D|Provider reports fees in a second currency
S|5|7|I|Support the scheme's new dispute reason codes
T|2|7|O|Move the callback address to the new domain
""",
    )
)
"""What was written after the scope of release 2.0 had been agreed, and put into it."""

# Each change came on a working day (0 to 9) of a sprint, always after the scope had been agreed.
RE_ESTIMATED = (
    ("Refund part of a payment, several times, up to what was paid", 13.0, 4, 3),
    ("Recover when the bank's challenge page does not return", 3.0, 5, 1),
    ("Lock a booking month after finance closes it", 8.0, 6, 1),
    ("Show open refunds by age to finance", 3.0, 7, 1),
    ("Rehearse a late settlement file at month end", 5.0, 7, 2),
)
MOVED_IN = (("Provider health check logs the merchant number", 5, 4), ("Save a card during a guest checkout", 6, 6))
MOVED_OUT = ("Show the dispute rate by card scheme", 6, 2)
CANCELLED = ("Show a dispute's history to the merchant", 6, 8)
DELETED = "Print a refund slip for the shop counter"
SLOW = (
    "Pay with a saved card",
    "Authorise a card payment with the first provider",
    "Replace stored card numbers by tokens of our own vault",
    "Route authorisations to the second provider when the first is down",
    "Match settled amounts to captures and name what is left over",
    "Run the card scheme's certification suite",
)
"""What was not finished in the sprint it was planned for."""
