"""What a tariff counts of its own: its quota, or the number sold that a price step waits for."""

from tessera.domain.catalogue.models import Product
from tessera.domain.catalogue.queries.sellables import wait_for_takers
from tessera.domain.orders.queries.programme import claims_of_product
from tessera.domain.stock import actions as stock
from tessera.domain.stock.queries import pool_of_product


def count(product: Product, *, capacity: int | None) -> None:
    """Count what is sold and held of the product from now on, up to `capacity`; None: no longer.

    Safe while carts are open: nobody takes of it meanwhile, and what they hold is counted in.
    Refuses (TooSmall) a capacity below what is sold or held.
    """
    pool = pool_of_product(product.id)
    if pool is None and capacity is None:
        return
    if pool is not None and capacity is not None:
        if pool.capacity != capacity:
            stock.set_capacity({pool.id: capacity})
        return
    wait_for_takers(product.id)
    if capacity is None:
        stock.stop_counting(product.id)
    else:
        stock.hold_still()
        stock.count_from(product.id, capacity=capacity, claims=claims_of_product(product.id))
