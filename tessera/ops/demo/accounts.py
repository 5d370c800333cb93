"""Who one can be in the demo: role, where to go, e-mail, password. Read before Django is set up."""

PASSWORD = "lanterne-demo"  # noqa: S105  # printed for everybody to read

ACCOUNTS: list[tuple[str, str, str, str]] = [
    ("Buyer", "/en/lanterne/", "bea@lanterne.example", PASSWORD),
    ("Organiser", "/manage/", "alice@lanterne.example", PASSWORD),
    ("Clerk", "/manage/", "carl@lanterne.example", PASSWORD),
    ("Reseller", "/manage/", "rita@lanterne.example", PASSWORD),
    ("Steward", "/scanner/", "sam@lanterne.example", PASSWORD),
    ("Outsider", "/manage/", "oscar@quilles.example", PASSWORD),
]

KEY = "tessera_lanterne-demo-reads-and-scans"
RIGHTS = ("see_orders", "see_customers", "see_control", "scan")
"""The key of a program, at `/api/v1/`: it reads programme and orders, and scans."""

BANK_FILE = "bank-statement.xml"
"""In the data folder: what came to the theatre's account today, to upload under Bank files."""
