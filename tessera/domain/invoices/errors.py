"""Why there is no invoice."""

from tessera.lib.errors import Refusal


class NothingToInvoice(Refusal):
    """The order costs nothing, or is not placed."""

    code = "nothing_to_invoice"
