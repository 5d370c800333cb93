"""Where Django finds the tables; each lives with its noun."""

from tessera.domain.activity.models import Activity
from tessera.domain.answers.models import AnswerFile, Sheet, SheetChange
from tessera.domain.catalogue.models import (
    Event,
    EventDate,
    Level,
    MembershipTerms,
    Plan,
    Price,
    PriceStep,
    Product,
    Tariff,
    Zone,
)
from tessera.domain.checkin.models import Gate, Scan
from tessera.domain.customers.models import Customer, ErasureRequest
from tessera.domain.forms.models import Form, FormUse, Question
from tessera.domain.invoices.models import Invoice, InvoiceCounter
from tessera.domain.mailing.models import MailText, Message
from tessera.domain.memberships.models import (
    Joining,
    Member,
    MemberCounter,
    Membership,
    RenewalStep,
)
from tessera.domain.offers.models import Code, CodeBatch, Offer, OfferLimit
from tessera.domain.orders.models import (
    AppliedOffer,
    Approval,
    Cancellation,
    Order,
    OrderLine,
)
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
    Mandate,
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
    "AnswerFile",
    "ApiToken",
    "AppliedOffer",
    "Approval",
    "BankEntry",
    "BankFile",
    "Batch",
    "Cancellation",
    "Claim",
    "Code",
    "CodeBatch",
    "CountedDay",
    "Customer",
    "DayFigure",
    "Deadline",
    "ErasureRequest",
    "Event",
    "EventDate",
    "Export",
    "Form",
    "FormUse",
    "Gate",
    "Invitation",
    "Invoice",
    "InvoiceCounter",
    "Joining",
    "Level",
    "MailText",
    "Mandate",
    "Member",
    "MemberCounter",
    "Membership",
    "MembershipTerms",
    "Message",
    "Notice",
    "Offer",
    "OfferLimit",
    "Order",
    "OrderLine",
    "Organisation",
    "Payment",
    "PaymentMethod",
    "Person",
    "Plan",
    "Pool",
    "Price",
    "PriceStep",
    "Product",
    "Profile",
    "Question",
    "Refund",
    "RenewalStep",
    "SavedView",
    "Scan",
    "Sheet",
    "SheetChange",
    "Shop",
    "Tariff",
    "TeamMember",
    "Ticket",
    "Zone",
]
