"""Where Django finds the tables; each lives with its noun."""

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import (
    Event,
    EventDate,
    Price,
    PriceStep,
    Product,
    Tariff,
    Zone,
)
from tessera.domain.checkin.models import Gate, Scan
from tessera.domain.customers.models import Customer
from tessera.domain.invoices.models import Invoice, InvoiceCounter
from tessera.domain.mailing.models import MailText, Message
from tessera.domain.orders.models import Approval, Cancellation, Order, OrderLine
from tessera.domain.organisations.models import (
    AccessCode,
    ApiToken,
    Invitation,
    Organisation,
    Profile,
    TeamMember,
)
from tessera.domain.payments.models import (
    BankEntry,
    BankFile,
    Deadline,
    Notice,
    Payment,
    PaymentMethod,
    Refund,
)
from tessera.domain.people.models import Person
from tessera.domain.reporting.models import Batch, CountedDay, DayFigure, Export, SavedView
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Claim, Pool
from tessera.domain.tickets.models import Ticket

__all__ = [
    "AccessCode",
    "Activity",
    "ApiToken",
    "Approval",
    "Batch",
    "BankEntry",
    "BankFile",
    "Cancellation",
    "Claim",
    "CountedDay",
    "Customer",
    "DayFigure",
    "Deadline",
    "Event",
    "EventDate",
    "Export",
    "Gate",
    "Invitation",
    "Invoice",
    "InvoiceCounter",
    "MailText",
    "Message",
    "Notice",
    "Order",
    "OrderLine",
    "Organisation",
    "Payment",
    "PaymentMethod",
    "Person",
    "Pool",
    "Price",
    "PriceStep",
    "Product",
    "Profile",
    "Refund",
    "SavedView",
    "Scan",
    "Shop",
    "Tariff",
    "TeamMember",
    "Ticket",
    "Zone",
]
